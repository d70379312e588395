"""What a statement may say of its sources, one kind of fault a module; ``bot.verify`` asks them all."""

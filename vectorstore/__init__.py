"""From files to searchable, citable text: read, structure, figures, facts, index, search."""

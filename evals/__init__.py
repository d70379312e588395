"""Gold facts, metrics and benchmarks."""

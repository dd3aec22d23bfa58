"""The speed claims, as commands that anyone can run: ``python -m benchmarks``."""

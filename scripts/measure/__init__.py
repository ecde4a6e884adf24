"""Measure the product: quality, speed, load, large corpora. EXPERIMENTS.md is the log."""

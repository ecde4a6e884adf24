"""Passages are ranked for a query: retrieval/."""

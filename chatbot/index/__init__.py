"""Writes passages to disk and opens them for search."""

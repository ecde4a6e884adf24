"""Reads files into documents, entries and passages."""

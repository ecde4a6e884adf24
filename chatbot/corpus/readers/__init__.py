"""Readers, one for each file format: from a file's text to its entries, or a clear error."""

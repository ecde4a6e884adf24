"""One reader per file format: from a file's text to raw entries, or a clear error."""

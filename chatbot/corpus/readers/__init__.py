"""One reader per file format: each turns a file's text into raw entries, or says what is wrong."""

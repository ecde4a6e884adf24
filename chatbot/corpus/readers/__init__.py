"""One reader for each file format: from a file's bytes to parsed entries, or a clear error.

To read another format, write a reader in a file of its own and name its suffix here.
"""

from collections.abc import Callable, Mapping
from importlib import import_module

from chatbot.corpus.readers.parsed import ParsedFile, RawFile

Reader = Callable[[RawFile], ParsedFile]


def _reader(module: str, name: str) -> Reader:
    """Return a reader whose module is imported at the first file; a start needs none of them."""

    def read(file: RawFile) -> ParsedFile:
        reader: Reader = getattr(import_module(f"{__name__}.{module}"), name)
        return reader(file)

    return read


READERS: Mapping[str, Reader] = {
    ".txt": _reader("plain_text", "read_plain_text"),
    ".md": _reader("markdown", "read_markdown"),
    ".markdown": _reader("markdown", "read_markdown"),
    ".mdx": _reader("markdown", "read_markdown"),
    ".csv": _reader("csv_file", "read_csv"),
    ".tsv": _reader("csv_file", "read_csv"),
    ".json": _reader("json_file", "read_json"),
    ".jsonl": _reader("json_file", "read_jsonl"),
    ".yaml": _reader("yaml_file", "read_yaml"),
    ".yml": _reader("yaml_file", "read_yaml"),
    ".html": _reader("html_file", "read_html"),
    ".htm": _reader("html_file", "read_html"),
    ".xhtml": _reader("html_file", "read_html"),
    ".docx": _reader("docx_file", "read_docx"),
    ".pdf": _reader("pdf_file", "read_pdf"),
    ".xlsx": _reader("spreadsheet", "read_xlsx"),
}
"""File suffix, in lower case → reader."""

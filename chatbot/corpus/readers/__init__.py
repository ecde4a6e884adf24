"""One reader for each file format: from a file's bytes to parsed entries, or a clear error.

To read another format, write a reader in a file of its own and name its suffix here.
"""

from collections.abc import Callable, Mapping

from chatbot.corpus.readers.csv_file import read_csv
from chatbot.corpus.readers.docx_file import read_docx
from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.json_file import read_json, read_jsonl
from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.pdf_file import read_pdf
from chatbot.corpus.readers.plain_text import read_plain_text
from chatbot.corpus.readers.spreadsheet import read_xlsx

READERS: Mapping[str, Callable[[RawFile], ParsedFile]] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
}
"""File suffix, in lower case → reader. Readers import their libraries when they are called."""

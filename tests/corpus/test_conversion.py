"""Converters run in a child process, which is stopped when it takes too much."""

import sys
import time
from pathlib import Path

import pytest

from chatbot.corpus.readers import conversion
from chatbot.corpus.readers.conversion import convert
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError
from small_pdf import Text, small_pdf

FILE = RawFile(Path("faq.pdf"), small_pdf([[Text(60, 60, "words")]]))
CONVERTER = """
from chatbot.corpus.readers import conversion
conversion.MAX_CPU_SECONDS = 1
def converter(content):
    {}
conversion.serve(converter)
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a converter with the given body."""

    def run(body):
        (tmp_path / "a_converter.py").write_text(CONVERTER.format(body))
        monkeypatch.syspath_prepend(tmp_path)
        return convert(FILE, "a_converter", "json", "json")

    return run


def test_the_value_comes_back(run):
    assert run("return {'bytes': len(content.read()), 'words': 'é\\ud800'}") == {
        "bytes": len(FILE.content),
        "words": "é\ud800",
    }


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("while True: pass", "it takes too long to read."),
        ("return len(bytes(10 ** 11))", "it is damaged, or needs too much memory."),
        ("import os; os._exit(7)", "it is damaged, or needs too much memory."),
        ("raise conversion.ConversionError('it is odd.', 'Do this.')", "it is odd. Do this."),
    ],
    ids=["endless", "memory", "ended", "refused"],
)
def test_a_converter_that_fails_gives_one_line(run, body, problem):
    began = time.monotonic()
    with pytest.raises(CorpusError) as caught:
        run(body)
    assert str(caught.value).startswith(f"faq.pdf: {problem}")
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < conversion.MAX_SECONDS


def test_a_converter_that_waits_is_stopped(run, monkeypatch):
    monkeypatch.setattr(conversion, "MAX_SECONDS", 2)
    with pytest.raises(CorpusError, match="it takes too long to read"):
        run("import time; time.sleep(600)")


def test_a_missing_package_gives_one_line_that_says_what_to_install():
    with pytest.raises(CorpusError) as caught:
        convert(FILE, "a_converter", "no_such_module", "no-such-package")
    assert str(caught.value) == (
        "faq.pdf: files of this kind need the package no-such-package. "
        "Install it: pip install no-such-package"
    )


def test_a_large_file_is_not_even_tried(monkeypatch):
    monkeypatch.setattr(conversion, "MAX_FILE_BYTES", 10)
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    with pytest.raises(CorpusError, match="it has more than 0 MB"):
        convert(FILE, "a_converter", "json", "json")

"""Word documents: what becomes a question, and what is left out with a reason.

`tests/data/tool-library.docx` was written by python-docx 1.2.0, with a title, two levels of
headings, a list, a table with a bold first row, bold questions and a footer.
"""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.documents import BlockKind
from chatbot.corpus.readers import docx_file
from chatbot.corpus.readers.conversion import ConversionError
from chatbot.corpus.readers.docx_file import read_docx
from chatbot.corpus.readers.docx_html import docx_html
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError
from chatbot.settings import ROOT
from small_docx import HEADINGS, NAMESPACE, paragraph, small_docx, style, table

PATH = Path("faq.docx")
QUESTION = [paragraph("Is it free?", "H2"), paragraph("Yes.")]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Convert without a child process, which `test_conversion.py` tests."""
    monkeypatch.setattr(docx_file, "convert", lambda file, *_: docx_html(io.BytesIO(file.content)))


def read(*body, **parts):
    return read_docx(RawFile(PATH, small_docx(body, **parts)))


def entries(parsed):
    return [
        (entry.section, entry.question, [block.span.of(parsed.text) for block in entry.blocks])
        for entry in parsed.entries
    ]


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


def test_a_real_document_is_read():
    parsed = read_docx(RawFile(PATH, (ROOT / "tests/data/tool-library.docx").read_bytes()))
    assert parsed.metadata["title"] == "Tool library"
    borrowing, workshop = ("Borrowing",), ("Workshop",)
    people = "Everybody in the district. Two papers are needed:"
    assert entries(parsed) == [
        ((), "Tool library", ["All that members ask."]),
        (
            borrowing,
            "Who may borrow tools?",
            [people, "• a passport", "• a bill with your address"],
        ),
        (borrowing, "How long may I keep a tool?", ["Tool | Days", "Ladder | 7", "Sander | 3"]),
        (workshop, "When is it open?", ["On Tuesdays."]),
        (workshop, "May children come?", ["From ten."]),
    ]
    assert parsed.entries[2].blocks[0].kind is BlockKind.HEADER_ROW
    assert left_out(parsed) == [("Printed on paper", "the footer of the pages")]


def test_styles_of_the_document_with_an_outline_level_are_headings():
    styles = [
        *HEADINGS,
        style("FAQ", "My question", based_on="H2"),
        style("Loop", "x", None, "Loop"),
    ]
    parsed = read(
        paragraph("Borrowing", "H1"),
        paragraph("Parking", "FAQ"),
        paragraph("Behind the house."),
        paragraph("Prices", "FAQ"),
        paragraph("None.", "Loop"),
        paragraph("Visiting", "H1"),
        paragraph("Ring."),
        styles=styles,
    )
    assert entries(parsed) == [
        (("Borrowing",), "Parking", ["Behind the house."]),
        (("Borrowing",), "Prices", ["None."]),
        ((), "Visiting", ["Ring."]),
    ]


def test_a_table_of_contents_is_left_out():
    styles = [*HEADINGS, style("V1", "toc 1")]
    parsed = read(paragraph("Is it free?  1", "V1"), *QUESTION, styles=styles)
    assert left_out(parsed) == [("Is it free? 1", "table of contents")]
    assert [entry.question for entry in parsed.entries] == ["Is it free?"]


def test_headers_footers_and_comments_are_left_out():
    def part(name, words):
        return f"word/{name}.xml", f"<w:hdr {NAMESPACE}>{paragraph(words)}</w:hdr>"

    parts = [part("header1", "Above"), part("footer2", "Below"), part("comments", "Check this")]
    parsed = read(*QUESTION, parts=parts)
    assert set(left_out(parsed)) == {
        ("Above", "the header of the pages"),
        ("Below", "the footer of the pages"),
        ("Check this", "a comment"),
    }


def test_text_that_mammoth_drops_is_left_out_with_a_reason():
    strange = f"<w:customThing>{paragraph('In a strange element')}</w:customThing>"
    parsed = read(*QUESTION, strange)
    words = "text that could not be read from the Word document"
    assert left_out(parsed) == [("In a strange element", words)]


def noted(words, *numbers, style=""):
    """Return the XML of a paragraph that refers to footnotes."""
    signs = "".join(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in numbers)
    return paragraph(words, style).replace("</w:p>", f"{signs}</w:p>")


def with_footnotes(notes):
    """Return the parts of a document with footnotes, from number to the XML of a paragraph."""
    written = "".join(f'<w:footnote w:id="{one}">{xml}</w:footnote>' for one, xml in notes.items())
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r2" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    return [
        ("word/footnotes.xml", f"<w:footnotes {NAMESPACE}>{written}</w:footnotes>"),
        ("word/_rels/document.xml.rels", relations),
    ]


def test_a_footnote_that_refers_to_itself_is_read():
    parsed = read(*QUESTION, noted("So.", 2), parts=with_footnotes({2: noted("Note.", 2)}))
    answer = parsed.entries[0].answer.of(parsed.text)
    assert "So." in answer and "Note." in answer


def test_footnotes_are_in_the_answers_that_refer_to_them():
    parsed = read(
        noted("May I park?", 2, style="H2"),
        noted("Yes.", 3, 4),
        paragraph("Behind the house."),
        paragraph("May I camp?", "H2"),
        table([[paragraph("Tent"), noted("No.", 5, 3)], [paragraph("Van"), paragraph("Yes.")]]),
        paragraph("So."),
        parts=with_footnotes({one: paragraph(f"Note {one}.") for one in range(2, 6)}),
    )
    assert entries(parsed) == [
        ((), "May I park?", ["Note 2.", "Yes.", "Note 3.", "Note 4.", "Behind the house."]),
        ((), "May I camp?", ["Tent | No.", "Van | Yes.", "Note 5.", "Note 3.", "So."]),
    ]
    assert parsed.left_out == ()


def test_tables_of_questions_are_read():
    rows = [(paragraph(f"Is {n} free?"), paragraph(f"Yes, {n}.")) for n in ("one", "two")]
    assert entries(read(table(rows))) == [
        ((), "Is one free?", ["Yes, one."]),
        ((), "Is two free?", ["Yes, two."]),
    ]


PIECE = st.tuples(
    st.sampled_from(["", "H1", "H2", "H3", "Unknown"]),
    st.booleans(),
    st.sampled_from(["", "?", "."]),
)


@given(st.lists(st.one_of(PIECE, st.lists(PIECE, min_size=1, max_size=3)), max_size=8))
def test_each_word_is_in_an_entry_or_left_out(pieces):
    words: list[str] = []

    def written(piece):
        words.append(f"word{len(words)}x")
        return paragraph(words[-1] + piece[2], piece[0], piece[1])

    body = [
        table([[written(cell) for cell in piece]]) if isinstance(piece, list) else written(piece)
        for piece in pieces
    ]
    parsed = read_docx_of([*body, *QUESTION])
    told = " ".join(
        [
            *(one.words for one in parsed.left_out),
            *(entry.answer.of(parsed.text) for entry in parsed.entries),
            *(" ".join((entry.question, *entry.section)) for entry in parsed.entries),
            str(parsed.metadata.get("title")),
        ]
    )
    assert set(words) - set(re.findall(r"word\d+x", told)) == set()


def read_docx_of(body):
    content = small_docx(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docx_file, "convert", lambda file, *_: docx_html(io.BytesIO(file.content)))
        return read_docx(RawFile(PATH, content))


def archive(*members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, value in members:
            file.writestr(name, value)
    return content.getvalue()


BOMB = "<!DOCTYPE w [" + "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(12)
)
REFUSED = {
    "not an archive": b"words",
    "cut off": small_docx(QUESTION)[:500],
    "old Word": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000,
    "another archive": archive(("a.txt", "words")),
    "bomb": archive(("word/document.xml", "\0" * 60_000_000)),
    "many members": archive(*((f"{n}", "") for n in range(6_000))),
    "broken XML": small_docx(QUESTION, parts=[("word/document.xml", "<w:document>")]),
    "entities": small_docx(
        QUESTION,
        parts=[("word/document.xml", f"{BOMB}]><w:document {NAMESPACE}>&e11;</w:document>")],
    ),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_not_a_usable_document_is_refused_in_one_line(content, monkeypatch):
    monkeypatch.undo()  # as in use: in a child process
    with pytest.raises(CorpusError) as caught:
        read_docx(RawFile(PATH, content))
    assert "\n" not in str(caught.value) and str(caught.value).startswith("faq.docx: it ")


def test_an_entity_that_names_another_file_is_refused(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    document = (
        f'<!DOCTYPE w [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document {NAMESPACE}><w:body>'
        f"{''.join(QUESTION)}<w:p><w:r><w:t>before &e; after</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    with pytest.raises(ConversionError):
        read(parts=[("word/document.xml", document)])

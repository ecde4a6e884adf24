"""PDFs: headings and paragraphs from places and fonts; headers, footers and numbers left out.

`tests/data/two-columns.pdf` and `numbered.pdf` were printed by Debian's chromium from HTML
(`chromium --headless --print-to-pdf`, A5): one in two justified columns with a list, the other on
two pages with bold numbered questions and the header and footer that the browser adds.
"""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.folder import CorpusFile, read_document
from chatbot.corpus.readers import pdf_layout
from chatbot.corpus.readers import pdf_lines as pdf_lines_module
from chatbot.corpus.readers.conversion import ConversionError
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.pdf_file import parsed_pdf, read_pdf
from chatbot.corpus.readers.pdf_layout import lines_in_order
from chatbot.corpus.readers.pdf_lines import MAX_PAGES, paragraphs_in_order, pdf_lines
from chatbot.errors import CorpusError
from chatbot.settings import ROOT
from small_pdf import Text, small_pdf

PATH = Path("faq.pdf")


def read(pages, **declared):
    return parsed_pdf(PATH, pdf_lines(io.BytesIO(small_pdf(pages, **declared))))


def entries(parsed):
    return [
        (entry.question, [block.span.of(parsed.text) for block in entry.blocks])
        for entry in parsed.entries
    ]


def left_out(parsed):
    return [(one.line, one.words, one.reason) for one in parsed.left_out]


def down(*lines, left=60, top=60, pitch=14):
    """Return texts one below the other; (words, size, bold) or words."""
    texts = []
    for line in lines:
        words, size, bold = line if isinstance(line, tuple) else (line, 11, False)
        if words:
            texts.append(Text(left, top, words, size, bold))
        top += pitch * size / 11
    return texts


def heading(words):
    return words, 16, True


def bold(words):
    return words, 11, True


def test_a_real_page_in_two_columns_is_read_column_by_column():
    content = (ROOT / "tests/data/two-columns.pdf").read_bytes()
    parsed = read_pdf(RawFile(PATH, content))
    assert parsed.metadata == {"title": "Tool library", "language": "en"}
    assert [entry.question for entry in parsed.entries] == [
        "Who may borrow tools?",
        "How long may I keep a tool?",
        "What happens if a tool breaks?",
        "Where do I return it?",
        "Can I reserve a tool?",
    ]
    assert entries(parsed)[1][1] == [
        "Two weeks. These have shorter periods:",
        "• the floor sander, three days, since neighbourhood associations wait for it",
        "• ladders, one week",
    ]
    assert entries(parsed)[2][1][0].endswith("decided in two thousand and twenty-one.")
    assert left_out(parsed) == [(1, "Tool library: questions", "the document has another title")]


def test_a_real_document_of_two_pages_loses_its_headers_and_footers():
    parsed = read_pdf(RawFile(PATH, (ROOT / "tests/data/numbered.pdf").read_bytes()))
    assert [(entry.line, entry.question) for entry in parsed.entries] == [
        (1, "When is the workshop open?"),
        (1, "Do I need a course?"),
        (1, "May children come?"),
        (1, "Who pays for wood?"),
        (1, "Is there a café?"),
        (1, "How do I become a volunteer?"),
    ]
    assert sorted((page, reason) for page, _, reason in left_out(parsed)) == [
        (page, reason)
        for page in (1, 2)
        for reason in ("page footer", "page header", "page header", "page number")
    ]


def test_larger_letters_are_headings_and_sections():
    lines = [("FAQ", 22, True), heading("Prices"), bold("Is it free?"), "Yes, for all", "people."]
    parsed = read([down(*lines)], title="Microsoft Word - faq.docx", language="de-AT")
    assert parsed.metadata == {"title": "FAQ", "language": "de-AT"}
    assert entries(parsed) == [("Is it free?", ["Yes, for all people."])]
    assert parsed.entries[0].section == ("Prices",)


def test_paragraphs_go_on_over_columns_and_pages():
    pages = [
        [
            *down(heading("Is it free?"), "It is free for all", "people who live"),
            *down("in the district and", "for the others who", "work", left=320, top=60),
        ],
        down("here.", "", "Ask us.", "", heading("Why?"), "So."),
    ]
    assert entries(read(pages)) == [
        ("Is it free?", ["It is free for all people who live in the district and for the others "
                         "who work here.", "Ask us."]),
        ("Why?", ["So."]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("the com-", "puter and the", "the computer and the"),
        ("a well-", "known and well-known", "a well-known and well-known"),
        ("from 1990-", "2000 it was", "from 1990- 2000 it was"),
        ("Meyer-", "Landrut said", "Meyer- Landrut said"),
    ],
)
def test_words_cut_at_the_end_of_a_line_are_joined(first, second, whole):
    parsed = read([down(heading("Is it free?"), first, second)])
    assert entries(parsed) == [("Is it free?", [whole])]


def test_lists_keep_their_items_also_over_pages():
    pages = [
        [
            *down(heading("What do I need?"), "These:"),
            *down("\x95 a passport, valid for at", top=120),
            *down("least a year", "\x95 a form", left=60, top=134),
        ],
        [*down("\x95 a photo", left=80), *down(heading("Why?"), "1. So.", "2. Thus.", top=100)],
    ]
    pages = [
        [text._replace(words=text.words.replace("\x95", "•")) for text in page] for page in pages
    ]
    assert entries(read(pages)) == [
        (
            "What do I need?",
            ["These:", "• a passport, valid for at least a year", "• a form", "• a photo"],
        ),
        ("Why?", ["1. So.", "2. Thus."]),
    ]


def test_questions_with_prefixes_or_numbers_need_no_fonts():
    lines = ["Q: Is it free?", "A: Yes.", "Q: Why?", "A: So."]
    assert entries(read([down(*lines)])) == [("Is it free?", ["Yes."]), ("Why?", ["So."])]
    lines = ["1. Is it free?", "Yes.", "2. Why?", "So."]
    assert entries(read([down(*lines)])) == [("Is it free?", ["Yes."]), ("Why?", ["So."])]


def test_lines_that_repeat_at_the_edge_of_pages_are_headers_and_footers():
    pages = [
        [
            Text(60, 30, "City library"),
            *down(heading(f"Is {name} free?"), "Yes.", "City library", top=200),
            Text(60, 800, f"Page {number} of 3"),
        ]
        for number, name in enumerate(("water", "tea", "bread"), start=1)
    ]
    parsed = read(pages)
    assert [question for question, _ in entries(parsed)] == [
        "Is water free?",
        "Is tea free?",
        "Is bread free?",
    ]
    assert entries(parsed)[0][1] == ["Yes.", "City library"]
    assert sorted(left_out(parsed)) == sorted(
        one
        for page in (1, 2, 3)
        for one in [
            (page, "City library", "page header"),
            (page, f"Page {page} of 3", "page number"),
        ]
    )


def test_a_file_with_metadata_becomes_a_document():
    content = (ROOT / "tests/data/two-columns.pdf").read_bytes()
    document = read_document(CorpusFile("faq", PATH, content, b"notice: Ask us.", "hash"))
    assert document.source.title == "Tool library" and document.source.notice == "Ask us."


def test_a_page_without_text_among_others_is_named():
    pages = [
        {
            "height": 842.0,
            "lines": [placed(60, 60, 1, "Q: Is it free?"), placed(60, 90, 1, "A: Yes.")],
        },
        {"height": 842.0, "lines": []},
    ]
    value = paragraphs_in_order([page | {"pictures": True} for page in pages])
    assert left_out(parsed_pdf(PATH, value)) == [(2, "page 2", "a picture of a page")]


def placed(left, top, box, text="word", width=40, height=10):
    """Return a line as pdfminer finds it."""
    edges = {"left": left, "right": left + width, "top": top, "bottom": top + height}
    return {"text": text, "box": box, "size": 10.0, "bold": False, "bullet": False, **edges}


def test_a_page_of_very_many_columns_is_read():
    lines = [
        placed(50 * one, 1000 + 20 * row, one, width=10) for one in range(300) for row in (0, 1)
    ]
    ordered, _ = lines_in_order([{"height": 4000, "lines": lines, "pictures": False}])
    assert sum(len(line.parts) for line in ordered) == len(lines)


def test_lines_of_one_column_are_not_searched_for_columns_again_and_again(monkeypatch):
    searched = []
    monkeypatch.setattr(pdf_layout, "_columns", searched.append)
    lines = [placed(60, 20 * row, row) for row in range(300)]
    ordered, _ = lines_in_order([{"height": 20_000, "lines": lines, "pictures": False}])
    assert len(ordered) == 300 and len(searched) < 300


def test_a_page_with_too_many_lines_is_refused(monkeypatch):
    monkeypatch.setattr(pdf_lines_module, "MAX_PAGE_LINES", 3)
    with pytest.raises(ConversionError, match="a page of it has more than 3 lines"):
        pdf_lines(io.BytesIO(small_pdf([down(*"abcd", pitch=60)])))


REFUSED = {
    "not a PDF": (b"words", "this is not a PDF that can be read."),
    "cut off": (b"%PDF-1.4\n1 0 obj\n<<", "this is not a PDF that can be read."),
    "no text": (small_pdf([[], []]), "it has pictures of pages, no text."),
    "too many pages": (small_pdf([[]] * (MAX_PAGES + 1)), "it has more than 500 pages."),
}


@pytest.mark.parametrize(("content", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(content, problem):
    with pytest.raises(ConversionError) as caught:
        pdf_lines(io.BytesIO(content))
    assert caught.value.problem == problem and caught.value.remedy


def test_an_encrypted_file_is_refused():
    content = small_pdf([down("words")]).replace(
        b"/Info 5 0 R",
        b"/Info 5 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        b"/O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>",
    )
    with pytest.raises(ConversionError) as caught:
        pdf_lines(io.BytesIO(content))
    assert caught.value.problem == "it is protected by a password."


def test_a_pdf_without_questions_is_refused():
    with pytest.raises(CorpusError, match="no question"):
        read([down("Only words.")])


LINE = st.builds(
    Text,
    st.sampled_from([60.0, 80.0, 320.0]),
    st.integers(2, 58).map(lambda step: step * 14.0),
    st.sampled_from(["{}", "{}?", "• {}", "3. {}", "{}. {}", "Q: {}", "{}-", "{} 5"]),
    st.sampled_from([8.0, 11.0, 16.0]),
    st.booleans(),
)


@given(
    st.lists(st.lists(LINE, max_size=12, unique_by=lambda text: text.top), min_size=1, max_size=3)
)
def test_each_word_is_in_an_entry_or_left_out(pages):
    words: list[str] = []

    def named(text):
        for _ in range(text.words.count("{}")):
            words.append(f"word{len(words)}x")
        count = text.words.count("{}")
        return text._replace(words=text.words.format(*words[len(words) - count :]))

    written = [[named(text) for text in page] for page in pages]
    usual = ["Yes, for all who live in the district and all who work there."] * 20
    parsed = read([*written, down(heading("Is it free?"), *usual, top=300)])
    told = " ".join(
        [
            *(one.words for one in parsed.left_out),
            *(entry.answer.of(parsed.text) for entry in parsed.entries),
            *(entry.heading.of(parsed.text) for entry in parsed.entries),
            *(" ".join((entry.question, *entry.section)) for entry in parsed.entries),
            str(parsed.metadata.get("title")),
        ]
    )
    assert set(words) - set(re.findall(r"word\d+x", told)) == set()

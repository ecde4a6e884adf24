"""Markdown with headings as questions."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError

PATH = Path("faq.md")


def parsed(text):
    return read_markdown(RawFile(PATH, text.encode()))


def read(text):
    """{question: [(block, depth), …]}."""
    found = parsed(text)
    return {
        entry.question: [(block.span.of(found.text), block.depth) for block in entry.blocks]
        for entry in found.entries
    }


FAQ = """\
---
title: Library FAQ
publisher: Town Library
---
# Questions people ask

Ask us anything.

## Borrowing

### 1. How long may I keep a book?

Three weeks. *Films* only one:

- documentaries too
- series:
  1. each season

    counts

Ask for more.

#### Longer

Twice at most.

### Is it free?
Yes.

## Opening hours

Every day.
"""


def test_questions_blocks_and_depths():
    assert read(FAQ) == {
        "Questions people ask": [("Ask us anything.", 0)],
        "How long may I keep a book?": [
            ("Three weeks. Films only one:", 0),
            ("• documentaries too", 1),
            ("• series:", 1),
            ("1. each season", 2),
            ("counts", 1),
            ("Ask for more.", 0),
            ("Longer", 0),
            ("Twice at most.", 0),
        ],
        "Is it free?": [("Yes.", 0)],
        "Opening hours": [("Every day.", 0)],
    }


def test_text_spans_marks_sections_and_lines():
    found = parsed(FAQ)
    assert (
        found.text
        == """\
Questions people ask

Ask us anything.

Borrowing

1. How long may I keep a book?

Three weeks. Films only one:

• documentaries too
• series:
1. each season
counts

Ask for more.

Longer

Twice at most.

Is it free?

Yes.

Opening hours

Every day."""
    )
    _, first, second, third = found.entries
    assert first.heading.of(found.text) == "1. How long may I keep a book?"
    assert first.answer.of(found.text).startswith("Three weeks.")
    assert first.answer.of(found.text).endswith("Twice at most.")
    assert (first.section, second.section, third.section) == (("Borrowing",), ("Borrowing",), ())
    assert [entry.line for entry in found.entries] == [5, 11, 27, 30]
    assert [(mark.kind, mark.span.of(found.text)) for mark in found.marks] == [
        ("emphasis", "Films")
    ]
    assert (found.left_out, found.remarks) == ((), ())


def test_front_matter_and_title():
    assert parsed(FAQ).metadata == {
        "title": "Library FAQ",
        "publisher": "Town Library",
    }
    assert parsed("# Library\n## Is it free?\nYes.").metadata == {"title": "Library"}
    assert parsed("## Is it free?\nYes.").metadata == {}
    assert parsed("# Is it free?\nYes.\n# Is it far?\nNo.").metadata == {}


def test_without_question_marks_every_heading_with_text_is_a_question():
    text = "# Guide\n\n## Refunds\n\nWithin a month.\n\n## Empty\n\n### Delivery\n\nTwo days.\n"
    assert read(text) == {"Refunds": [("Within a month.", 0)], "Delivery": [("Two days.", 0)]}


def test_setext_headings_and_marks_inside_a_heading():
    text = "Is *this* `code`\nor [a link](https://x.example)?\n---\n\nBoth.\n"
    assert read(text) == {"Is this code or a link?": [("Both.", 0)]}


def test_code_tables_quotes_and_html_are_blocks():
    text = (
        "## How?\n\n```\n# no heading?\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "> Quoted.\n\n<p>Html.</p>\n"
    )
    assert read(text) == {
        "How?": [
            ("# no heading?", 0),
            ("a | b", 0),
            ("c | d", 0),
            ("Quoted.", 0),
            ("Html.", 0),
        ]
    }


def test_comments_are_not_text():
    text = "## How?\n\n<!-- TODO: is this\nstill right? -->\n\nSo.\n\n<!-- end -->\n"
    assert read(text) == {"How?": [("So.", 0)]}


def test_an_unclosed_comment_is_not_part_of_the_answer():
    text = "## How?\n\nSo.\n\n" + "<!--" * 20_000
    assert read(text) == {"How?": [("So.", 0)]}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(line_end):
    text = line_end.join(["# T", "## Why?", "", "Because", "of this.", "", "- Item.", ""])
    assert read(text) == {"Why?": [("Because of this.", 0), ("• Item.", 1)]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Just a story.\n",
            "faq.md: no question was found. "
            "Write each question as a heading, or as a bold line, with its answer below it.",
        ),
        (
            "# Title\n## Why?\n## When?\n",
            "faq.md: no question was found. "
            "Write each question as a heading, or as a bold line, with its answer below it.",
        ),
        (
            "---\ntitle: fine\npublisher: [unclosed\n---\n## Why?\nBecause.\n",
            "faq.md, line 3: the front matter is not valid YAML. "
            "Write it as `title: …` lines between two lines of three dashes.",
        ),
        (
            "---\ntitle: 2024-13-45\n---\n## Why?\nBecause.\n",
            "faq.md, line 1: the front matter is not valid YAML. "
            "Write it as `title: …` lines between two lines of three dashes.",
        ),
    ],
)
def test_errors_name_the_line_and_the_remedy(text, message):
    with pytest.raises(CorpusError) as error:
        read(text)
    assert str(error.value) == message


@pytest.mark.parametrize("start", ["---\ntitle: A\nnotice: Old.\n", "\ufeff---\r\ntitle: A\r\n"])
def test_front_matter_that_is_not_closed_is_refused(start):
    with pytest.raises(CorpusError) as error:
        parsed(f"{start}\n# Why?\n\nBecause.\n")
    assert str(error.value) == (
        "faq.md, line 1: the front matter is not closed. "
        "Write a line of three dashes below it, as above it."
    )


def test_a_line_of_dashes_at_the_top_is_not_front_matter():
    assert parsed("---\n\n# Why?\n\nBecause.\n").entries


@pytest.mark.parametrize(
    ("above", "kept"),
    [
        ("No buses today", True),
        ("Ring for help", True),
        ("お休み", True),
        ("Bus FAQ", False),
        ("Menu", False),
        ("Got questions?", False),
        ("[Home](/)", False),
        ("English | [Deutsch](de.md)", False),
        ("Buses and trains", False),
    ],
)
def test_short_text_above_the_first_question_is_a_notice_unless_it_is_a_label(above, kept):
    text = f"---\ntitle: Buses and trains\n---\n{above}\n\n## Is it free?\n\nYes."
    found = read_markdown(RawFile(Path("faq.md"), text.encode()))
    answers = [one.answer.of(found.text) for one in found.entries]
    assert answers == ([above] if kept else []) + ["Yes."]
    assert len(found.left_out) == (0 if kept else 1)

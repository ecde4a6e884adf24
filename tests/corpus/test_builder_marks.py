"""The marks of page builders around the text of a file."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.builder_marks import REASON, without_builder_marks
from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.markdown import ARGUMENT_REASON, read_markdown
from chatbot.corpus.readers.parsed import RawFile

READERS = {".md": read_markdown, ".html": read_html}
ROW = '[vc_row width="a [b]"]'


def pairs(text, suffix=".md"):
    parsed = READERS[suffix](RawFile(Path(f"faq{suffix}"), text.encode()))
    told = [(one.line, one.words, one.reason) for one in parsed.left_out]
    return [(one.question, one.answer.of(parsed.text)) for one in parsed.entries], told


@pytest.mark.parametrize("suffix", READERS)
def test_marks_of_page_builders_vanish_and_are_named_once(suffix):
    text = f"{ROW}[et_box]<h2>Is it wet?</h2>\n\n<p>No.</p>[/et_box][et_icon a='b'][/vc_row]\n"
    text += f"\n{ROW}<h2>Is it warm?</h2>\n\n<p>Yes.</p>[/vc_row]\n"
    found, told = pairs(text, suffix)
    assert found == [("Is it wet?", "No."), ("Is it warm?", "Yes.")]
    assert told == [(1, f"{ROW} [et_box] [/et_box] [et_icon a='b'] [/vc_row]", REASON)]


def test_a_mark_with_a_title_folds_an_answer():
    fold = '[vc_toggle title="{}" open="no"]{}[/vc_toggle]'
    folds = fold.format("Is it wet?", "No.") + fold.format("Is it warm?", "Yes.")
    found, told = pairs(f"{ROW}{folds}[/vc_row]\n")
    assert found == [("Is it wet?", "No."), ("Is it warm?", "Yes.")]
    argument = (1, 'open="no"', ARGUMENT_REASON)
    assert sorted(told) == [(1, f"{ROW} [/vc_row]", REASON), argument, argument]


@pytest.mark.parametrize(
    "words",
    [
        "Write [your_name] and [/your/path].",
        "See [my_note](/a) and [/my_note](/b).",
        "Write `[vc_row]` and `[/vc_row]`.",
        "See [my_note][a_b].\n\n[a_b]: /x",
    ],
)
def test_other_brackets_stay(words):
    assert without_builder_marks(words) == (words, [])


def test_marks_in_code_stay():
    text = "```\n[vc_row]a[/vc_row]\n```\n"
    assert without_builder_marks(text, {1}) == (text, [])


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('## How?\n\nWrite `[my_gallery id="3"]` and `[/my_gallery]` below.\n', ".md"),
        (
            '<h2>How?</h2><p>Write <code>[my_gallery id="3"]</code> and '
            "<code>[/my_gallery]</code> below.</p>",
            ".html",
        ),
    ],
)
def test_marks_that_are_spoken_of_stay(text, suffix):
    found, _ = pairs(text, suffix)
    assert found == [("How?", 'Write [my_gallery id="3"] and [/my_gallery] below.')]

"""What is imported is written as Markdown that reads the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.documents import MarkKind
from chatbot.corpus.importing.markdown_text import markdown_text, reads_differently
from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile

TITLE = "Help"


def page(body):
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    return read_html(RawFile(Path("help.html"), html.encode()))


def written(parsed):
    text = markdown_text(parsed, TITLE)
    return text, read_markdown(RawFile(Path("help.md"), text.encode()))


def question(answer, words="Is it free?"):
    return f"<h2>{words}</h2>{answer}"


ANSWERS = {
    "lists": "<p>These:</p><ul><li>a<ul><li>b<ol start=3><li>c</li><li>d</li></ol></li></ul></li>"
    "<li>e</li></ul>",
    "a table": "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>9|5</td></tr>"
    "</table>",
    "a table without a header": "<table><tr><td>Monday &amp; so</td><td>9 &lt; 5</td></tr>"
    "<tr><td>Sunday</td><td>never</td></tr></table>",
    "code": "<pre>#include &lt;a&gt;\n\n    ```\n  x</pre><p>So.</p>",
    "code in a list": "<ol><li>Write this:<pre>if x:\n    y = 1\n\n    # z</pre>So.</li>"
    "<li>b</li></ol>",
    "headings inside": "<p>Yes.</p><h3>Fees</h3><p>None.</p>",
    "line breaks": "<p>Street 1<br>12345 Town<br># not a heading<br>- no item</p>",
    "what Markdown would read": "<p>1. no list</p><p># no heading</p><p>&gt; no quotation</p>"
    "<p>*a* _b_ `c` ~~d~~ [e](f) ![g](h) &amp;amp; &lt;b&gt; \\ | $x$ {x} [^1]</p><p>- no item</p>"
    "<p>+ no item</p><p>===</p><p>a<br>===</p><p>: no definition</p><p>!!! note</p>"
    "<p>http://example.org/a_b_c</p>",
    "marks": "<p>a <b>bold</b> and <i>italic</i> w<b>or</b>d, <a href='https://example.org/a b(c)'>"
    "a <b>link</b></a>, <s>gone</s>, <b>bold.</b>Next</p>",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_reads_the_same(answer):
    parsed = page(question(answer) + question("<p>So.</p>", "Why?"))
    text, again = written(parsed)
    assert reads_differently(parsed, again, TITLE) == [], text


def test_sections_and_questions_that_share_an_answer_read_the_same():
    parsed = page(
        "<p>Above.</p><h2>Fees</h2><p>Own text.</p><h3>Is it free?</h3><h3>Does it cost?</h3>"
        "<p>Yes.</p><h2>Other</h2><h3>Hours</h3><h4>When is it open?</h4><p>Always.</p>"
    )
    text, again = written(parsed)
    assert reads_differently(parsed, again, TITLE) == [], text
    assert again.entries[-1].section == ("Other", "Hours")


def test_a_page_whose_title_asks_reads_the_same():
    html = "<h1>Is it free?</h1><p>Yes.</p><h2>Fees</h2><p>None.</p><h2>Who pays</h2><p>We.</p>"
    parsed = read_html(RawFile(Path("help.html"), html.encode()))
    text, again = written(parsed)
    assert reads_differently(parsed, again, TITLE) == [], text


def test_links_and_emphasis_are_kept():
    _, again = written(page(question(ANSWERS["marks"])))
    marks = {(mark.kind, mark.span.of(again.text), mark.target) for mark in again.marks}
    assert {
        (MarkKind.STRONG, "bold", ""),
        (MarkKind.EMPHASIS, "italic", ""),
        (MarkKind.LINK, "a link", "https://example.org/a%20b%28c%29"),
    } <= marks


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("http://example.org/\\", "http://example.org/%5C"),
        ("http://example.org/?a=1&amp;copy;=2", "http://example.org/?a=1&copy;=2"),
    ],
)
def test_no_character_ends_or_changes_the_target_of_a_link(href, target):
    _, again = written(page(question(f"<p>See <a href='{href}'>here</a> or there.</p>")))
    assert [mark.target for mark in again.marks] == [target]
    assert "See here or there." in again.text


def test_links_that_the_page_would_not_show_are_not_written():
    text, _ = written(page(question("<p><a href='javascript:alert(1)'>Yes</a>, it is.</p>")))
    assert "javascript" not in text and "Yes, it is." in text


def test_a_difference_is_told():
    parsed, other = page(question("<p>Yes.</p>")), page(question("<p>No.</p>"))
    assert reads_differently(parsed, other, TITLE) == ["Is it free?"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["<p>{}</p>", "<ul><li>{}</li><li>x</li></ul>", "<p>x<br>{}</p>"]),
            st.text("ab1 .-+#*_`~[]()<>&|\\!:={}$^\"'/?@", min_size=1, max_size=20),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_characters_read_the_same(blocks):
    from html import escape

    answer = "".join(form.format(escape(words)) for form, words in blocks)
    parsed = page(question(f"<p>Yes.</p>{answer}") + question("<p>So.</p>", "Why?"))
    text, again = written(parsed)
    assert reads_differently(parsed, again, TITLE) == [], text

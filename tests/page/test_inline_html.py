"""HTML of words with marks and highlights, which may overlap in any way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.documents import Mark, MarkKind, Span
from chatbot.page.html import link_address
from chatbot.page.inline_html import Element, inline_html, mark_elements
from guide import HOSTILE, Shown
from hostile_strings import own
from marked_documents import SAFE, TARGETS

TEXT = "Ask the office & wait. It <answers> in time."


def spans(length: int) -> st.SearchStrategy[Span]:
    places = st.lists(st.integers(0, length), min_size=2, max_size=2)
    return places.map(lambda ends: Span(*sorted(ends)))


def elements(length: int) -> st.SearchStrategy[list[Element]]:
    tags = st.sampled_from(["strong", "em", "code", "s", "mark", "span"])
    return st.lists(st.builds(Element, spans(length), tags, st.just("")), max_size=6)


@given(elements(len(TEXT)), spans(len(TEXT)))
def test_words_are_unchanged_and_elements_are_nested(drawn, span):
    shown = Shown(inline_html(TEXT, span, drawn))  # it checks the nesting
    assert shown.text == span.of(TEXT)


@given(elements(len(TEXT)))
def test_each_element_is_around_its_characters(drawn):
    drawn = [one._replace(tag=f"{one.tag}{place}") for place, one in enumerate(drawn)]
    shown = Shown(inline_html(TEXT, Span(0, len(TEXT)), drawn))
    for one in drawn:
        assert "".join(shown.of(one.tag)) == one.span.of(TEXT)


def test_element_inside_another_one_splits_neither():
    outer, inner = Element(Span(0, 22), "mark"), Element(Span(4, 14), "a", ' href="x"')
    for drawn in ([outer, inner], [inner, outer]):
        assert inline_html(TEXT, Span(0, 22), drawn) == (
            '<mark>Ask <a href="x">the office</a> &#38; wait&#46;</mark>'
        )


def test_of_the_same_characters_the_first_is_outside():
    drawn = [Element(Span(0, 3), "mark"), Element(Span(0, 3), "em")]
    assert inline_html(TEXT, Span(0, 3), drawn) == "<mark><em>Ask</em></mark>"


def test_many_marks_are_drawn_in_linear_time():
    count = 20_000
    text = "ab " * count
    marks = [Mark(Span(3 * n, 3 * n + 2), MarkKind.STRONG) for n in range(count)]
    calls = []
    drawn = [one._replace(attributes=lambda: calls.append(1) or "") for one in
             mark_elements(marks, Span(0, len(text)))]  # fmt: skip
    assert Shown(inline_html(text, Span(0, len(text)), drawn)).text == text
    assert len(calls) == count


def test_only_marks_of_the_block_are_drawn():
    blocks = [Span(0, 10), Span(12, 20), Span(22, 30)]
    kinds = [MarkKind.EMPHASIS, MarkKind.CODE]
    marks = [Mark(Span(b.start, b.end - n), kind) for b in blocks for n, kind in enumerate(kinds)]
    for block in blocks:
        drawn = mark_elements(marks, block)
        assert [one.tag for one in drawn] == ["em", "code"]
        assert {one.span.start for one in drawn} == {block.start}
    for above, below in pairwise(blocks):
        assert mark_elements(marks, Span(above.end, below.start)) == []


@pytest.mark.parametrize("target", TARGETS)
def test_target_that_is_not_a_complete_safe_address_is_plain_text(target):
    assert link_address(target) == ""
    assert mark_elements([Mark(Span(0, 3), MarkKind.LINK, target)], Span(0, 9)) == []


@pytest.mark.parametrize(("target", "address"), SAFE.items())
def test_safe_target_becomes_a_link(target, address):
    [element] = mark_elements([Mark(Span(0, 3), MarkKind.LINK, target)], Span(0, 9))
    shown = Shown(inline_html("Ask them.", Span(0, 9), [element]))
    assert shown.of("a") == ["Ask"]
    assert shown.attributes == [
        ("class", "link"),
        ("href", address),
        ("target", "_blank"),
        ("rel", "noopener noreferrer"),
    ]


@given(st.sampled_from(["", "https://", "https://a.test/", "mailto:", "tel:"]), st.text())
def test_no_target_opens_another_attribute(prefix, target):
    mark = Mark(Span(0, 3), MarkKind.LINK, prefix + target)
    shown = Shown(inline_html("Ask", Span(0, 3), mark_elements([mark], Span(0, 3))))
    assert shown.text == "Ask"
    assert [name for name, _ in shown.attributes] in ([], ["class", "href", "target", "rel"])


@pytest.mark.parametrize("target", [*own(), HOSTILE])
def test_hostile_strings_are_no_targets(target):
    assert link_address(target) == ""


def test_line_that_people_see_ends_where_it_ends():
    text = "12 River Lane\nMarlow"
    mark = Mark(Span(13, 14), MarkKind.LINE_BREAK)
    html = inline_html(text, Span(0, len(text)), mark_elements([mark], Span(0, len(text))))
    assert html == '12 River Lane<span class="line-break">&#10;</span>Marlow'

"""The HTML of the document beside the conversation, without a server."""

from dataclasses import replace

from chatbot.corpus.documents import Source
from chatbot.page.document_html import document_panel
from guide import ENGLISH, GUIDE, LETTER, OFFICE, SENDING, TEXT, Shown


def test_panel_holds_the_whole_document_in_order():
    shown = Shown(document_panel([GUIDE], GUIDE, ENGLISH))
    assert shown.of("passage") == [
        found.text for entry in GUIDE.entries for found in entry.passages
    ]
    assert [" ".join(text.split()) for text in shown.of("entry")] == [
        "1 How do I ask?Ask the office. It answers in time. The steps are:"
        "1. Write a letter. Sign it.2. Send it.",
        "2 What does <b>it</b> cost?Nothing & never.",
    ]


def test_panel_keeps_words_between_passages_and_the_paragraphs():
    page = document_panel([GUIDE], GUIDE, ENGLISH)
    paragraphs = Shown(
        page[page.index('<section class="entry">') :].removesuffix("</article></div>")
    )
    assert paragraphs.of("p") == [
        "Ask the office. It answers in time. The steps are:",
        "1. Write a letter. Sign it.",
        "2. Send it.",
        "Nothing & never.",
    ]
    assert paragraphs.of("item") == ["1. Write a letter. Sign it.", "2. Send it."]


def test_panel_marks_each_passage_with_its_id():
    attributes = Shown(document_panel([GUIDE], GUIDE, ENGLISH)).attributes
    for entry in GUIDE.entries:
        for found in entry.passages:
            assert attributes.count(("id", f"passage-{found.id}")) == 1


def test_panel_shows_overlapping_passages_once():
    text = TEXT[OFFICE.start : SENDING.end]
    inner = replace(OFFICE, id="guide:1:inner", start=OFFICE.start + 4)
    entry = replace(GUIDE.entries[0], passages=(OFFICE, inner, LETTER))
    shown = Shown(document_panel([GUIDE], replace(GUIDE, entries=(entry,)), ENGLISH))
    assert "".join(shown.of("entry")[0].removeprefix("1 How do I ask?").split()) == "".join(
        text.split()
    )


def test_only_several_documents_have_a_choice():
    other = replace(GUIDE, id="other", source=Source("Other Guide", notice="Old."))
    assert Shown(document_panel([GUIDE], GUIDE, ENGLISH)).of("select") == []
    shown = Shown(document_panel([GUIDE, other], other, ENGLISH))
    assert shown.of("option") == ["A Guide", "Other Guide"]
    assert shown.attributes.count(("selected", None)) == 1
    assert shown.of("notice") == ["Old."]

"""The HTML of the document beside the conversation, without a server."""

from dataclasses import replace

from chatbot.corpus.documents import Block, Document, Entry, Passage, Source, Span
from chatbot.page.document_html import document_panel
from chatbot.page.html import plain
from guide import ENGLISH, GUIDE, LETTER, OFFICE, SENDING, TEXT, Shown
from marked_documents import club

CLUB = club()


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


def test_sections_are_shown_where_they_change():
    shown = Shown(document_panel([CLUB], CLUB, ENGLISH))
    assert shown.of("sections") == ["Joining", "On the water"]
    headings = shown.of("h3")
    assert headings[:3] == ["Joining", "1 How do I join?", "2 What does membership cost?"]
    deep = replace(CLUB.entries[0], section=("Joining", "Abroad"))
    nested = replace(CLUB, entries=(deep, *CLUB.entries[1:]))
    assert Shown(document_panel([CLUB], nested, ENGLISH)).of("sections") == [
        "Joining › Abroad",
        "Joining",
        "On the water",
    ]
    assert Shown(document_panel([GUIDE], GUIDE, ENGLISH)).of("sections") == []


def test_panel_shows_every_word_of_a_document_with_blocks_and_marks():
    shown = Shown(document_panel([CLUB], CLUB, ENGLISH))
    for entry, text in zip(CLUB.entries, shown.of("entry"), strict=True):
        answer = text.removeprefix(f"{entry.number} {entry.question}")
        assert "".join(answer.split()) == "".join(entry.answer.of(CLUB.text).split())
    assert shown.of("h4") == ["At night"]
    assert shown.of("strong") == ["open morning", "Adult", "No.", "never"]
    assert shown.of("em") == ["first", "except", "nobody"]
    links = [value for name, value in shown.attributes if name == "href" and ":" in value]
    assert links == [
        "https://club.test/join?from=faq&lang=en",
        "mailto:membership@club.test",
        "tel:+441632960001",
        "https://club.test/coaching",
        "http://river.test/marlow",
        "https://club.test/forum",
    ]


def test_each_passage_has_its_id_once_and_its_words_in_its_elements():
    shown = Shown(document_panel([CLUB], CLUB, ENGLISH))
    passages = [passage for entry in CLUB.entries for passage in entry.passages]
    for passage in passages:
        assert shown.attributes.count(("id", f"passage-{passage.id}")) == 1
    assert "".join("".join(shown.of("passage")).split()) == "".join(
        "".join(passage.text for passage in passages).split()
    )
    row = next(passage for passage in passages if passage.text.startswith("Saturday"))
    assert f'<tr class="passage" id="passage-{plain(row.id)}" tabindex="-1">' in document_panel(
        [CLUB], CLUB, ENGLISH
    )


def test_elements_of_a_passage_over_several_blocks_name_it():
    [entry] = [entry for entry in CLUB.entries if "boathouse" in entry.question]
    first, *_, last = entry.passages
    whole = replace(first, start=first.start, end=last.end)
    changed = replace(CLUB, entries=(replace(entry, passages=(whole,)),))
    shown = Shown(document_panel([CLUB], changed, ENGLISH))
    assert shown.of("passage") == [passage.text for passage in entry.passages]
    name = f"passage-{whole.id}"
    assert shown.attributes.count(("id", name)) == 1
    assert shown.attributes.count(("data-passage", name)) == len(entry.passages) - 1


def test_thousands_of_blocks_and_passages_are_drawn_in_linear_time():
    calls = []

    class Counting(Passage):
        """A passage that counts how often it is looked at."""

        def __getattribute__(self, name):
            calls.append(name)
            return super().__getattribute__(name)

    count = 3000
    text = "abc\n" * count
    places = [Span(4 * number, 4 * number + 3) for number in range(count)]
    passages = tuple(
        Counting(f"d:1:{n}", "d", 1, "Q?", "", "abc", *place, (place,))
        for n, place in enumerate(places)
    )
    entry = Entry(
        1, "Q?", Span(0, 0), Span(0, len(text)), passages, blocks=tuple(map(Block, places))
    )
    shown = Document("d", text, Source("D"), (entry,), "0" * 64)
    assert document_panel([shown], shown, ENGLISH).count('class="passage"') == count
    assert len(calls) < 20 * count

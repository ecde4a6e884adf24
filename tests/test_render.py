"""The HTML of answers and documents, without a server."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from chatbot.answer import Answer, Hit, RelatedQuestion, SmallTalk, Strength, Verdict
from chatbot.documents import Document, Entry, Passage, Source, Span
from chatbot.page.markup import answer_address, outside_link, passage_link, plain
from chatbot.page.masthead import bar, masthead, privacy, starters
from chatbot.page.panel import document_panel
from chatbot.page.render import answer_message, quotation, trouble_message
from chatbot.page.translations import ENGLISH, SPANISH, TEXTS

HOSTILE = (
    "<img src=x onerror=alert(1)> ![a](http://outside.test/a.png) $$x^2$$ **b** `c` [d](e) "
    "&amp; http://auto.test www.auto.test a@b.test # {{x}} ${x} </span>\n\n    code\n1. item"
)
TEXT = (
    "1. How do I ask?\n"
    "Ask the office. It answers in time. The steps are:\n"
    "1. Write a letter. Sign it.\n"
    "2. Send it.\n"
    "2. What does <b>it</b> cost?\n"
    "Nothing & never.\n"
)
SOURCE = Source("A Guide", "guide.test", "https://guide.test/a?b=1&c=2", "en", "Not legal advice.")


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def passage(words: str, entry: int, question: str, lead: str = "") -> Passage:
    place = span(words)
    mark = f"guide:{entry:04x}:{place.start:04x}"
    return Passage(mark, "guide", entry, question, lead, words, *place, (place,))


OFFICE = passage("Ask the office. It answers in time.", 1, "How do I ask?")
LETTER = passage("1. Write a letter. Sign it.", 1, "How do I ask?", "The steps are:")
SENDING = passage("2. Send it.", 1, "How do I ask?", "The steps are:")
COST = passage("Nothing & never.", 2, "What does <b>it</b> cost?")
GUIDE = Document(
    "guide",
    TEXT,
    SOURCE,
    (
        Entry(
            1,
            "How do I ask?",
            span("1. How do I ask?"),
            Span(OFFICE.start, SENDING.end),
            (OFFICE, LETTER, SENDING),
        ),
        Entry(2, COST.question, span("2. What does <b>it</b> cost?"), span(COST.text), (COST,)),
    ),
    "hash",
)
DOCUMENTS = {"guide": GUIDE}
STARTER = RelatedQuestion("guide", 2, COST.question)


def hit(found: Passage, sentence: str | None = None, strength: Strength = Strength.STRONG) -> Hit:
    return Hit(found, 1.0, strength, span(sentence) if sentence else None)


def answer(verdict: Verdict = Verdict.ANSWERED, **changes) -> Answer:
    hits = (hit(OFFICE, "It answers in time."), hit(LETTER), hit(COST, strength=Strength.WEAK))
    whole = Answer("how ask", "how ask", "", verdict, 0.9, hits, (STARTER,), None, 1.0)
    return replace(whole, **changes)


def message(given: Answer) -> str:
    return answer_message(given, DOCUMENTS, (STARTER,), ENGLISH)


class Shown(HTMLParser):
    """What a browser would make of some HTML: the text in elements of each class, and the tags."""

    VOID = ("img", "br", "input", "meta")

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.attributes = "", [], []
        self._open: list[tuple[str, str, int]] = []
        self._of: list[tuple[str, str, str]] = []
        self.feed(source)
        self.close()
        assert self._open == [], "an element was left open"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            values = dict(attrs)
            self._open.append((tag, f"{values.get('class') or ''}", len(self.text)))

    def handle_endtag(self, tag):
        opened, classes, start = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self._of.append((tag, classes, self.text[start:]))

    def handle_data(self, data):
        self.text += data

    def of(self, name: str) -> list[str]:
        """Texts of the elements that are of this tag or class."""
        return [text for tag, classes, text in self._of if name == tag or name in classes.split()]


def test_plain_shows_exactly_the_characters_and_nothing_active_is_left():
    shown = plain(HOSTILE)
    assert html.unescape(shown) == HOSTILE
    assert re.fullmatch(r"(?:[A-Za-z0-9 ]|&#\d+;)*", shown)


def test_plain_leaves_letters_of_every_script_alone():
    assert plain("¿Qué 数据 «أ»") == "¿Qué 数据 «أ»"


def test_answered_shows_verdict_quotation_and_marked_sentence():
    shown = Shown(message(answer()))
    assert shown.of("verdict") == ["This document answers that"]
    assert shown.of("says") == ["The document says"]
    assert shown.of("words")[0] == OFFICE.text
    assert shown.of("mark") == ["It answers in time."]
    assert shown.of("summary") == ["Read the whole answer", "2 more passages"]


def test_every_displayed_quotation_is_a_span_of_the_document():
    for verdict in Verdict:
        words = Shown(message(answer(verdict))).of("words")
        assert words == [OFFICE.text, LETTER.text, COST.text]
        assert all(text in TEXT for text in words)


def test_best_passage_stands_outside_the_fold_and_the_others_inside():
    folded = re.search(r'<details class="further.*</details>', message(answer()))[0]
    assert Shown(folded).of("words") == [LETTER.text, COST.text]


def test_lead_is_shown_apart_from_the_quoted_words():
    shown = Shown(quotation(hit(LETTER, "Sign it."), SOURCE, ENGLISH))
    assert shown.of("lead") == ["The steps are:"]
    assert shown.of("words") == [LETTER.text]
    assert shown.of("mark") == ["Sign it."]


def test_sentence_outside_the_passage_marks_nothing():
    shown = Shown(quotation(hit(LETTER, "Nothing & never."), SOURCE, ENGLISH))
    assert shown.of("mark") == []
    assert shown.of("words") == [LETTER.text]


def test_source_names_question_document_and_publisher():
    shown = Shown(quotation(hit(OFFICE), SOURCE, ENGLISH))
    assert shown.of("place") == ["strong match Question 1 of A Guide, guide.test"]
    assert ("href", SOURCE.url) in shown.attributes
    assert ("rel", "noopener noreferrer") in shown.attributes
    assert ("href", f"?p={OFFICE.id}") in shown.attributes


def test_strength_is_a_word_and_no_number():
    shown = Shown(message(answer(Verdict.WEAK)))
    assert shown.of("strength") == ["strong match", "strong match", "weak match"]
    assert "%" not in shown.text


def test_weak_does_not_claim_an_answer():
    shown = Shown(message(answer(Verdict.WEAK)))
    assert shown.of("verdict") == ["This may answer it"]
    assert shown.of("says") == ["The nearest that the document says"]


WHOLE = [
    "Ask the office. It answers in time. The steps are:",
    "1. Write a letter. Sign it.",
    "2. Send it.",
]


def whole_answer(given: Answer) -> Shown:
    return Shown(re.search(r'<details class="whole.*?</details>', message(given))[0])


def test_whole_answer_is_folded_under_its_item_in_the_lines_of_the_document():
    folded = whole_answer(answer(hits=(hit(LETTER),)))
    assert folded.of("p") == WHOLE
    assert folded.of("item") == WHOLE[1:]
    assert all(line in TEXT for line in WHOLE)
    assert folded.of("words") == []
    assert ("open", None) not in folded.attributes


@pytest.mark.parametrize(
    ("question", "shown"),
    [("How do I ask?", True), ("how do i ASK", True), ("How do I ask it?", False)],
)
def test_whole_answer_is_in_sight_when_just_its_question_was_asked(question, shown):
    for verdict in (Verdict.ANSWERED, Verdict.WEAK):
        asked = whole_answer(answer(verdict, question=question))
        assert (("open", None) in asked.attributes) is shown


def test_passage_that_is_the_whole_answer_is_not_repeated():
    assert Shown(message(answer(hits=(hit(COST),)))).of("whole") == []


def test_whole_answer_is_not_offered_where_the_document_does_not_answer():
    assert Shown(message(answer(Verdict.NOT_ANSWERED))).of("whole") == []


def test_notice_stands_once_under_the_first_quotation():
    for verdict in Verdict:
        assert Shown(message(answer(verdict))).of("notice") == ["Not legal advice."]
        first = re.search(r"<figure.*?</figure>", message(answer(verdict)))[0]
        assert Shown(first).of("notice") == ["Not legal advice."]


def test_notice_is_that_of_the_document_that_is_quoted():
    other = replace(GUIDE, id="other", source=Source("Other", notice="Old."))
    silent = replace(GUIDE, id="silent", source=Source("Silent"))
    documents = {one.id: one for one in (GUIDE, other, silent)}
    for name, notices in (("guide", ["Not legal advice."]), ("other", ["Old."]), ("silent", [])):
        given = answer(hits=(hit(replace(OFFICE, document=name)), hit(COST)))
        assert Shown(answer_message(given, documents, (), ENGLISH)).of("notice") == notices


def test_nearest_passages_are_not_called_matches():
    assert Shown(message(answer(Verdict.NOT_ANSWERED))).of("strength") == []


def test_message_without_words_is_met_with_warmth():
    shown = Shown(message(answer(question="🙂", small_talk=SmallTalk.EMPTY, hits=())))
    assert shown.text == "What would you like to know? Take your time: your own words will do."


def test_not_answered_says_so_before_the_nearest_passages():
    shown = Shown(message(answer(Verdict.NOT_ANSWERED)))
    assert shown.of("verdict") == ["This document does not answer that"]
    assert shown.of("nearest")[0].startswith("Nearest passages, which may not answer it")
    assert shown.of("says") == shown.of("mark") == []
    assert shown.of("h3") == [
        "Nearest passages, which may not answer it",
        "Questions that it does answer",
    ]


def test_not_answered_without_passages_or_related_offers_the_starters():
    shown = Shown(message(answer(Verdict.NOT_ANSWERED, hits=(), related=())))
    assert shown.of("words") == []
    assert shown.of("ask") == [STARTER.question]


def test_follow_up_says_what_was_searched_for():
    shown = Shown(message(answer(searched="the office how ask", context="the office")))
    assert shown.of("searched") == [
        "Searched with your earlier questions in mind: “the office how ask”."
    ]
    assert Shown(message(answer())).of("searched") == []


def test_mended_spelling_is_owned_up_to():
    shown = Shown(message(answer(question="How aks", searched="how ask")))
    assert shown.of("searched") == ["Searched for “how ask”."]
    assert Shown(message(answer(question="HOW Ask"))).of("searched") == []


@pytest.mark.parametrize("kind", SmallTalk)
def test_small_talk_is_one_line_and_no_passage(kind):
    shown = Shown(message(answer(small_talk=kind, hits=(), related=())))
    assert shown.text == ENGLISH.small_talk[kind]
    assert shown.tags == ["section", "p"]


def test_several_documents_change_the_verdict():
    several = DOCUMENTS | {"other": replace(GUIDE, id="other")}
    shown = Shown(answer_message(answer(Verdict.NOT_ANSWERED), several, (), ENGLISH))
    assert shown.of("verdict") == ["None of these documents answers that"]


def test_message_is_one_line_so_that_markdown_leaves_it_whole():
    for verdict in Verdict:
        assert "\n" not in message(answer(verdict, searched=HOSTILE))


def test_hostile_values_stay_text_everywhere():
    source = Source(HOSTILE, HOSTILE, "javascript:alert(1)", HOSTILE, HOSTILE)
    found = replace(OFFICE, id=HOSTILE, question=HOSTILE, lead=HOSTILE)
    document = replace(
        GUIDE, id=HOSTILE, source=source, entries=(replace(GUIDE.entries[0], question=HOSTILE),)
    )
    related = RelatedQuestion("guide", 1, HOSTILE)
    given = answer(hits=(hit(found),), related=(related,), searched=HOSTILE, context=HOSTILE)
    for page in (
        answer_message(given, {"guide": document}, (), ENGLISH),
        document_panel([document, GUIDE], document, ENGLISH),
        masthead([document], ENGLISH),
        masthead([document, GUIDE], ENGLISH),
        masthead([document], SPANISH),
        bar(HOSTILE, ENGLISH, TEXTS.values()),
        starters([related], {"guide": document}, ENGLISH),
    ):
        shown = Shown(page)
        assert HOSTILE in shown.text
        assert "img" not in shown.tags
        assert not {"onerror", "src"} & {name for name, _ in shown.attributes}
        assert not any((value or "").startswith("javascript:") for _, value in shown.attributes)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "data:text/html,x", "//evil.test"])
def test_only_web_addresses_become_links(url):
    assert outside_link(Source("T", url=url), "T") == '<span class="origin">T</span>'


def test_passage_link_keeps_any_id():
    assert Shown(passage_link("a b&c:1:2", "x")).attributes == [
        ("class", "source"),
        ("href", "?p=a%20b%26c:1:2"),
    ]


def test_link_asks_the_same_again_with_its_context_if_that_was_searched_for():
    assert answer_address(answer(question="a & b?")) == "?q=a+%26+b%3F"
    assert answer_address(answer(context="who?")) == "?q=who%3F&q=how+ask"
    for verdict in Verdict:
        assert Shown(message(answer(verdict))).of("permalink") == ["Copy link to this answer"]
    talk = answer(small_talk=SmallTalk.THANKS, hits=(), related=())
    assert Shown(message(talk)).of("permalink") == []


def test_question_in_another_language_is_told_in_both_and_gets_no_passage():
    shown = Shown(message(answer(foreign_language="es")))
    first, second = shown.of("p")
    assert first.startswith("Por favor, pregunte en inglés")
    assert second.startswith("Please ask in English")
    assert shown.of("words") == shown.of("verdict") == []
    assert shown.of("ask") == [STARTER.question]
    unknown = Shown(message(answer(foreign_language="ht")))
    assert [text[:21] for text in unknown.of("p")] == ["Please ask in English"]


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_every_text_is_there_and_takes_what_is_filled_in(texts):
    values = {name: getattr(texts, name) for name in texts.__slots__}
    assert all(values.values())
    for name, value in values.items():
        braces = re.findall(r"{\w*}", getattr(ENGLISH, name)) if isinstance(value, str) else []
        assert sorted(re.findall(r"{\w*}", value) if braces else []) == sorted(braces), name
    for name in ("verdicts", "verdicts_of_several", "strengths", "small_talk", "language_names"):
        assert set(values[name]) == set(getattr(ENGLISH, name))
        assert all(values[name].values())


def test_reader_of_another_language_is_told_which_the_document_is_in():
    assert Shown(masthead([GUIDE], ENGLISH)).of("other-language") == []
    [line] = Shown(masthead([GUIDE], SPANISH)).of("other-language")
    assert line.startswith("El documento está en inglés.")
    spanish = replace(GUIDE, source=replace(SOURCE, language="es"))
    assert Shown(masthead([spanish], SPANISH)).of("other-language") == []
    assert Shown(masthead([GUIDE, spanish], SPANISH)).of("other-language") == []
    other = Shown(masthead([replace(GUIDE, source=replace(SOURCE, language="xx"))], ENGLISH))
    assert other.of("other-language")[0].startswith("The document is in xx.")


def test_bar_offers_the_other_languages_and_a_way_out():
    shown = Shown(bar("A Guide", ENGLISH, TEXTS.values()))
    assert shown.of("language") == ["Español"]
    assert ("value", "es") in shown.attributes
    assert shown.of("leave") == ["Leave this page"]


def test_privacy_says_what_is_kept():
    assert "Nothing you ask is written down" in Shown(privacy(ENGLISH, None)).text
    kept = Shown(privacy(ENGLISH, 30)).text
    assert "for 30 days" in kept
    assert "Nothing you ask" not in kept


def test_trouble_is_one_plain_sentence():
    assert Shown(trouble_message(ENGLISH)).text == ENGLISH.trouble


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


def test_one_document_has_no_choice_and_several_have_one():
    other = replace(GUIDE, id="other", source=Source("Other Guide", notice="Old."))
    assert Shown(document_panel([GUIDE], GUIDE, ENGLISH)).of("select") == []
    shown = Shown(document_panel([GUIDE, other], other, ENGLISH))
    assert shown.of("option") == ["A Guide", "Other Guide"]
    assert shown.attributes.count(("selected", None)) == 1
    assert shown.of("notice") == ["Old."]


def test_masthead_names_document_publisher_and_notice():
    shown = Shown(masthead([GUIDE], ENGLISH))
    assert shown.of("h1") == ["Ask, and read word for word what is said in A Guide"]
    assert shown.of("byline") == ["published by guide.test"]
    assert shown.of("notice") == ["Not legal advice."]
    other = replace(GUIDE, source=Source("Other", notice="Old."))
    silent = replace(GUIDE, source=Source("Silent"))
    several = Shown(masthead([GUIDE, other, silent], ENGLISH))
    assert several.of("name") == ["3 documents"]
    assert several.of("notice") == ["A Guide Not legal advice.", "Other Old."]

"""The HTML of answers, without a server."""

import re
from dataclasses import replace

import pytest

from chatbot.answering.answer import Answer, Hit, RelatedQuestion, SmallTalk
from chatbot.corpus.documents import Source, Span
from chatbot.page import answer_html
from chatbot.page.answer_html import answer_message, quotation, trouble_message
from chatbot.page.document_html import document_panel
from chatbot.page.header_html import bar, masthead, starters
from chatbot.page.html import answer_address
from chatbot.page.texts import TEXTS
from chatbot.retrieval.confidence import Strength, Verdict
from guide import (
    COST,
    DOCUMENTS,
    ENGLISH,
    GUIDE,
    HOSTILE,
    LETTER,
    OFFICE,
    SOURCE,
    SPANISH,
    STARTER,
    TEXT,
    Shown,
    answer,
    hit,
    message,
)
from marked_documents import club

CLUB = club()


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


def test_best_passage_is_visible_and_the_others_are_folded():
    folded = re.search(r'<details class="further.*</details>', message(answer()))[0]
    assert Shown(folded).of("words") == [LETTER.text, COST.text]


def quoted(words: str, sentence: str | None = None) -> Shown:
    """The quotation of the first passage of the club that begins with these words."""
    passages = (passage for entry in CLUB.entries for passage in entry.passages)
    found = next(passage for passage in passages if passage.text.startswith(words))
    start = CLUB.text.index(sentence, found.start) if sentence else 0
    marked = Span(start, start + len(sentence)) if sentence else None
    return Shown(quotation(Hit(found, 1.0, Strength.STRONG, marked), CLUB, ENGLISH))


def test_words_are_always_a_span_of_a_document_with_blocks_and_marks():
    for entry in CLUB.entries:
        for passage in entry.passages:
            for sentence in (None, *passage.sentences):
                shown = Shown(quotation(Hit(passage, 1.0, Strength.FAIR, sentence), CLUB, ENGLISH))
                assert shown.of("words") == [passage.text]
                marked = sentence.of(CLUB.text) if sentence else ""
                borders = re.compile(r" \|(?: |$)")
                assert "".join(shown.of("mark")) == borders.sub("", marked)


def test_row_is_quoted_as_a_table_with_its_header():
    shown = quoted("Saturday", "Saturday | 06:30 | 18:00 | Novices from nine")
    assert shown.of("lead") == ["Day | Opens | Closes | Notes"]
    assert shown.of("th") == ["Day | ", "Opens | ", "Closes | ", "Notes"]
    assert shown.of("words") == ["Saturday | 06:30 | 18:00 | Novices from nine"]
    assert shown.of("mark") == ["Saturday", "06:30", "18:00", "Novices from nine"]
    assert shown.of("sections") == ["On the water"]


def test_marks_of_the_document_are_inside_the_answering_sentence():
    shown = quoted("1. Fill in", "Fill in the membership form.")
    assert shown.of("mark") == ["Fill in the membership form."]
    assert shown.of("link") == ["membership form"]
    assert ("href", "https://club.test/join?from=faq&lang=en") in shown.attributes
    assert shown.of("lead") == ["After that:"]


def test_code_is_quoted_with_its_lines():
    shown = quoted("curl")
    assert shown.of("pre")[0].split("\n") == [
        "curl https://club.test/boats.ics \\",
        "    --user MEMBER:password",
        "# one line for each boat",
    ]


def test_whole_answer_has_its_tables_links_and_lists():
    [passage, *_] = CLUB.entries[1].passages
    given = answer(hits=(Hit(passage, 1.0, Strength.STRONG, None),), related=())
    shown = Shown(answer_message(given, {"club": CLUB}, (), ENGLISH))
    assert shown.of("th") == ["Membership | ", "Fee | ", "Includes"]
    assert shown.of("td")[-3:] == ["Family | ", "£410 |", ""]
    assert shown.of("link") == ["coaching"]


def test_lead_is_shown_apart_from_the_quoted_words():
    shown = Shown(quotation(hit(LETTER, "Sign it."), GUIDE, ENGLISH))
    assert shown.of("lead") == ["The steps are:"]
    assert shown.of("words") == [LETTER.text]
    assert shown.of("mark") == ["Sign it."]


def test_sentence_outside_the_passage_marks_nothing():
    shown = Shown(quotation(hit(LETTER, "Nothing & never."), GUIDE, ENGLISH))
    assert shown.of("mark") == []
    assert shown.of("words") == [LETTER.text]


def test_source_names_question_document_and_publisher():
    shown = Shown(quotation(hit(OFFICE), GUIDE, ENGLISH))
    assert shown.of("place") == ["strong match Question 1 of A Guide, guide.test"]
    assert ("href", SOURCE.url) in shown.attributes
    assert ("rel", "noopener noreferrer") in shown.attributes
    assert ("href", f"?p={OFFICE.id}") in shown.attributes


def test_strength_is_a_word_and_not_a_number():
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


def test_whole_answer_is_folded_under_its_item_in_the_lines_of_the_document(monkeypatch):
    monkeypatch.setattr(answer_html, "SHORT_ANSWER", 20)
    folded = whole_answer(answer(hits=(hit(LETTER),)))
    assert folded.of("p") == WHOLE
    assert folded.of("item") == WHOLE[1:]
    assert all(line in TEXT for line in WHOLE)
    assert folded.of("words") == []
    assert ("open", None) not in folded.attributes


@pytest.mark.parametrize(("passage", "shown"), [(LETTER, True), (OFFICE, False)])
def test_whole_answer_is_unfolded_where_an_item_says_only_part_of_a_short_one(passage, shown):
    given = whole_answer(answer(question="Who else?", hits=(hit(passage),)))
    assert (("open", None) in given.attributes) is shown


@pytest.mark.parametrize(
    ("question", "shown"),
    [("How do I ask?", True), ("how do i ASK", True), ("How do I ask it?", False)],
)
def test_whole_answer_is_unfolded_when_exactly_its_question_was_asked(question, shown):
    for verdict in (Verdict.ANSWERED, Verdict.WEAK):
        asked = whole_answer(answer(verdict, question=question))
        assert (("open", None) in asked.attributes) is shown


def test_passage_that_is_the_whole_answer_is_not_repeated():
    assert Shown(message(answer(hits=(hit(COST),)))).of("whole") == []


def test_whole_answer_is_not_offered_where_the_document_does_not_answer():
    assert Shown(message(answer(Verdict.NOT_ANSWERED))).of("whole") == []


def test_notice_is_shown_once_under_the_first_quotation():
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


def test_empty_message_gets_a_friendly_line():
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


def test_corrected_spelling_is_shown():
    shown = Shown(message(answer(question="How aks", searched="how ask")))
    assert shown.of("searched") == ["Searched for “how ask”."]
    assert Shown(message(answer(question="HOW Ask"))).of("searched") == []


@pytest.mark.parametrize("kind", SmallTalk)
def test_small_talk_is_one_line_without_a_passage(kind):
    shown = Shown(message(answer(small_talk=kind, hits=(), related=())))
    assert shown.text == ENGLISH.small_talk[kind]
    assert shown.tags == ["section", "p"]


def test_several_documents_change_the_verdict():
    several = DOCUMENTS | {"other": replace(GUIDE, id="other")}
    shown = Shown(answer_message(answer(Verdict.NOT_ANSWERED), several, (), ENGLISH))
    assert shown.of("verdict") == ["None of these documents answers that"]


def test_message_is_one_line_so_that_markdown_does_not_change_it():
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


def test_link_asks_the_same_again_with_the_context_that_was_searched():
    assert answer_address(answer(question="a & b?")) == "?q=a+%26+b%3F"
    assert answer_address(answer(context="who?")) == "?q=who%3F&q=how+ask"
    for verdict in Verdict:
        assert Shown(message(answer(verdict))).of("permalink") == ["Copy link to this answer"]
    talk = answer(small_talk=SmallTalk.THANKS, hits=(), related=())
    assert Shown(message(talk)).of("permalink") == []


def test_question_in_another_language_gets_a_request_in_both_and_no_passage():
    shown = Shown(message(answer(foreign_language="es")))
    first, second = shown.of("p")
    assert first.startswith("Por favor, pregunte en inglés")
    assert second.startswith("Please ask in English")
    assert shown.of("words") == shown.of("verdict") == []
    assert shown.of("ask") == [STARTER.question]
    unknown = Shown(message(answer(foreign_language="ht")))
    assert [text[:21] for text in unknown.of("p")] == ["Please ask in English"]


def test_trouble_is_one_plain_sentence():
    assert Shown(trouble_message(ENGLISH)).text == ENGLISH.trouble


def test_contact_is_shown_where_no_answer_is():
    contact = '<p class="contact">Call us</p>'

    def contacts(given: Answer) -> list[str]:
        shown = answer_message(given, DOCUMENTS, (STARTER,), ENGLISH, contact)
        return Shown(shown).of("contact")

    for given in (answer(Verdict.NOT_ANSWERED), answer(foreign_language="es")):
        assert contacts(given) == ["Call us"]
    talk = answer(small_talk=SmallTalk.THANKS, hits=(), related=())
    for given in (answer(), answer(Verdict.WEAK), talk):
        assert contacts(given) == []

"""Passages are spans of the document that stand in their context and cut no sentence."""

import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from generated_faqs import FORMATS, Listing, Paragraph, faqs
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.passages import MAX_PASSAGE_CHARACTERS, StableKeys, build_entries, stable_key
from chatbot.readers.numbered_text import read_numbered_text
from chatbot.sentences import sentence_spans


def read(faq, name="numbered text"):
    """The text of a generated FAQ in one of the formats, and its entries."""
    write, reader = FORMATS[name]
    parsed = reader(Path("faq"), write(faq))
    return parsed.text, build_entries("faq", parsed.text, parsed.entries, "en")


def passages_of(answer):
    """[(lead, passage), …] of the only answer of a numbered text."""
    text = f"1. Why?\n{answer}"
    [entry] = build_entries("faq", text, read_numbered_text(Path("faq"), text).entries, "en")
    return [(passage.lead, passage.text) for passage in entry.passages]


# What holds of every document


@pytest.mark.parametrize("name", FORMATS)
@given(faq=faqs())
def test_passages_are_spans_inside_their_own_answer(name, faq):
    text, entries = read(faq, name)
    assert [entry.question for entry in entries] == [question for question, _ in faq.entries]
    position = 0
    for number, entry in enumerate(entries, 1):
        assert entry.number == number
        assert entry.question in entry.heading.of(text)
        assert position <= entry.heading.start < entry.heading.end < entry.answer.start
        position = entry.answer.start
        for passage in entry.passages:
            assert text[passage.start : passage.end] == passage.text
            assert (passage.document, passage.entry, passage.question) == (
                "faq",
                number,
                entry.question,
            )
            assert position <= passage.start < passage.end <= entry.answer.end
            position = passage.end


@pytest.mark.parametrize("name", FORMATS)
@given(faq=faqs())
def test_sentences_are_spans_inside_their_passage(name, faq):
    text, entries = read(faq, name)
    for entry in entries:
        for passage in entry.passages:
            position = passage.start
            for start, end in passage.sentences:
                assert position <= start < end
                assert text[start:end] == text[start:end].strip()
                position = end
            assert position == passage.end


@pytest.mark.parametrize("name", FORMATS)
@given(faq=faqs())
def test_every_sentence_is_whole_in_one_passage_and_a_lead_goes_with_its_items(name, faq):
    _, entries = read(faq, name)
    for entry, (_, parts) in zip(entries, faq.entries, strict=True):
        found = [(passage.lead, passage.text) for passage in entry.passages]
        expected = []
        for part in parts:
            if isinstance(part, Paragraph):
                expected += [(None, sentence) for sentence in part.sentences]
            else:
                assert not any(part.lead and part.lead in text for _, text in found)
                expected += [
                    (part.lead or None, sentence) for item in part.items for sentence in item
                ]
        for lead, sentence in expected:
            [(found_lead, _)] = [(lead, text) for lead, text in found if sentence in text]
            if lead:
                assert found_lead == lead
        assert sum(text.count("Sentence s") for _, text in found) == len(expected)


@settings(max_examples=300)
@given(
    blocks=st.lists(
        st.tuples(
            st.sampled_from(["", "- ", "1. ", "  - ", "    2. "]),
            st.integers(1, 3),
            st.sampled_from(["in words that fill a line as any paragraph does", "in short"]),
            st.sampled_from(".::"),
            st.sampled_from(["\n", "\n\n"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_sentence_of_an_answer_is_in_a_passage_or_is_a_lead(blocks):
    numbers = count(1)
    answer = ""
    for marker, length, words, end, gap in blocks:
        sentences = [f"Sentence s{next(numbers)} goes on {words}." for _ in range(length)]
        answer += marker + " ".join(sentences)[:-1] + end + gap
    text = f"1. Why?\n{answer}"
    [parsed] = read_numbered_text(Path("faq"), text).entries
    [entry] = build_entries("faq", text, [parsed], "en")
    shown = [span.of(text) for passage in entry.passages for span in passage.sentences]
    leads = {passage.lead for passage in entry.passages}
    expected = re.findall("Sentence s[^.:]*[.:]", answer)
    assert len(expected) == next(numbers) - 1
    assert len(set(shown)) == len(shown)
    assert leads - {""} <= set(expected)
    for number, sentence in enumerate(expected):
        if sentence not in shown and sentence not in leads:
            # It leads in a sentence that is nothing but a lead itself, and says nothing alone.
            assert sentence.endswith(":")
            assert expected[number + 1].endswith(":")
            assert expected[number + 1] not in shown


@given(faq=faqs())
def test_passages_have_a_length_that_the_model_reads(faq):
    _, entries = read(faq)
    for entry in entries:
        for passage in entry.passages:
            assert len(passage.text) <= MAX_PASSAGE_CHARACTERS


# Links to a passage survive edits elsewhere


def ids(faq, name="numbered text"):
    """{passage's text: its id}."""
    _, entries = read(faq, name)
    return {passage.text: passage.id for entry in entries for passage in entry.passages}


@given(faq=faqs(), data=st.data())
def test_ids_are_the_same_after_another_entry_is_removed(faq, data):
    if len(faq.entries) == 1:
        return
    place = data.draw(st.integers(0, len(faq.entries) - 1))
    shorter = replace(faq, entries=faq.entries[:place] + faq.entries[place + 1 :])
    before, after = ids(faq), ids(shorter)
    # A list's number is part of its item's text, so nothing else has changed.
    assert after == {text: before[text] for text in after}


@given(faq=faqs(), data=st.data())
def test_ids_are_the_same_after_another_paragraph_is_removed(faq, data):
    place = data.draw(st.integers(0, len(faq.entries) - 1))
    question, parts = faq.entries[place]
    part = data.draw(st.integers(0, len(parts) - 1))
    if len(parts) == 1 or isinstance(parts[part], Listing):
        return
    shorter = (question, parts[:part] + parts[part + 1 :])
    before = ids(faq)
    after = ids(replace(faq, entries=(*faq.entries[:place], shorter, *faq.entries[place + 1 :])))
    assert after == {text: before[text] for text in after}


@given(faq=faqs())
def test_ids_are_unique_and_the_same_in_every_format(faq):
    expected = ids(faq)
    assert len(set(expected.values())) == len(expected)
    for name in FORMATS:
        assert ids(faq, name) == expected


def test_equal_texts_get_ids_of_their_own():
    keys = StableKeys()
    key = stable_key("Yes.")
    assert [keys.of(text) for text in ("Yes.", "No.", "yes.", " YES.\n")] == [
        key,
        stable_key("No."),
        f"{key}-2",
        f"{key}-3",
    ]


def test_a_stable_key_stays_the_same_from_release_to_release():
    assert stable_key("Is it  free?\n") == stable_key("is it free?") == "knoxh3uz"


# Single answers


def test_paragraphs_are_passages_of_their_own():
    first = "It is free of charge for everyone who has lived here for a year."
    second = "Those who came later pay ten dollars, and children pay nothing."
    assert passages_of(f"{first}\n\n{second}") == [("", first), ("", second)]


def test_a_very_short_paragraph_joins_the_next():
    rest = "Those who came later pay ten dollars, and children pay nothing."
    assert passages_of(f"Yes.\nMostly.\n\n{rest}\n{rest}") == [
        ("", f"Yes.\nMostly.\n\n{rest}"),
        ("", rest),
    ]
    assert passages_of(f"Yes, in these ways:\n- By mail.\n\n{rest}") == [
        ("Yes, in these ways:", "- By mail."),
        ("", rest),
    ]


def test_a_lead_goes_with_each_item_and_never_stands_alone():
    answer = (
        "You can apply in many ways. Choose one of these:\n"
        "1. Write us a long letter.\n"
        "2. Come to our office. Bring a chair.\n"
        "All of them cost the same amount."
    )
    lead = "Choose one of these:"
    assert passages_of(answer) == [
        ("", "You can apply in many ways."),
        (lead, "1. Write us a long letter."),
        (lead, "2. Come to our office. Bring a chair."),
        ("", "All of them cost the same amount."),
    ]


def test_a_sentence_that_leads_in_without_a_colon_is_a_passage_too():
    assert passages_of("There are two ways to do it.\n- Write us a letter.\n- Come here.") == [
        ("", "There are two ways to do it."),
        ("There are two ways to do it.", "- Write us a letter."),
        ("There are two ways to do it.", "- Come here."),
    ]


def test_items_of_a_list_in_a_list_carry_the_item_that_leads_them_in():
    answer = (
        "These are the ways:\n"
        "- You come in person:\n"
        "  - on any Monday morning,\n"
        "  - on any Friday morning.\n"
        "- You write us a letter."
    )
    assert passages_of(answer) == [
        ("You come in person:", "- on any Monday morning,"),
        ("You come in person:", "- on any Friday morning."),
        ("These are the ways:", "- You write us a letter."),
    ]


def test_an_item_that_ends_with_a_colon_leads_in_the_paragraph_below_it():
    online = "Fill in the form on our page, and send it to us at any time of the day."
    mail = "Print the form, sign it, and send it to the address that it bears."
    answer = f"There are two ways:\n1. Online:\n{online}\n2. By mail:\n{mail}"
    assert passages_of(answer) == [("Online:", online), ("By mail:", mail)]
    assert passages_of(answer.replace("\n", "\n\n")) == [("Online:", online), ("By mail:", mail)]


def test_only_the_first_paragraph_below_an_item_is_led_in_by_it():
    online = "Fill in the form on our page, and send it to us at any time of the day."
    after = "Whichever you choose, you hear from us within two weeks of your letter."
    assert passages_of(f"There are two ways:\n1. Online:\n{online}\n{after}\n2. By mail.") == [
        ("Online:", online),
        ("", after),
        (after, "2. By mail."),
    ]


def test_a_paragraph_that_ends_with_a_colon_leads_in_the_paragraph_below_it():
    below = "It is free of charge for everyone who has lived here for a year."
    assert passages_of(f"Note well. This is our rule:\n\n{below}\n\n{below}") == [
        ("", "Note well."),
        ("This is our rule:", below),
        ("", below),
    ]


def test_an_item_that_ends_with_a_colon_leads_in_no_item_beside_it():
    answer = "These are the ways:\n- Online:\n- By mail:\n- In person."
    lead = "These are the ways:"
    assert passages_of(answer) == [
        (lead, "- Online:"),
        (lead, "- By mail:"),
        (lead, "- In person."),
    ]


def test_an_item_that_ends_with_a_colon_leads_in_no_item_above_its_level():
    assert passages_of("Two ways:\n- In person:\n  - on Monday:\n- By mail.") == [
        ("In person:", "- on Monday:"),
        ("Two ways:", "- By mail."),
    ]


def test_a_colon_at_the_end_of_an_answer_leads_nothing_in():
    assert passages_of("There is only one way to do it:") == [
        ("", "There is only one way to do it:")
    ]


def test_a_list_without_a_lead():
    assert passages_of("- Write us a long letter.\n- Come to our office.") == [
        ("", "- Write us a long letter."),
        ("", "- Come to our office."),
    ]


def test_a_sentence_longer_than_a_passage_stays_whole():
    sentence = "It goes on " + "and on " * 300 + "until here."
    assert passages_of(f"A short one stands before it. {sentence} Another one stands after.") == [
        ("", "A short one stands before it."),
        ("", sentence),
        ("", "Another one stands after."),
    ]


def test_sentences_that_are_too_long_together_are_parted():
    sentences = [f"Of {length} letters {'x' * (length - 16)}." for length in (400, 700, 450)]
    assert [len(sentence) for sentence in sentences] == [400, 700, 450]
    assert passages_of(" ".join(sentences)) == [("", sentence) for sentence in sentences]


def test_a_long_paragraph_becomes_passages_of_similar_length():
    sentence = "This sentence has, with its space, fifty letters."
    answer = " ".join([sentence] * 42)  # 42 × 50 − 1 = 2,099 characters
    assert passages_of(answer) == [("", " ".join([sentence] * 14))] * 3


# The document that comes with the chatbot


def shipped(document, number):
    return [
        (passage.lead, passage.text[:40], passage.text[-30:])
        for passage in document.entries[number - 1].passages
    ]


def test_an_answer_of_one_paragraph(shipped_document, shipped_text):
    [passage] = shipped_document.entries[0].passages
    assert passage.text == shipped_text.splitlines()[1]
    assert [sentence.of(shipped_text)[:22] for sentence in passage.sentences] == [
        "The current policy of ",
        "Connecticut has enacte",
        "Specifically, Connecti",
        "This policy is aimed a",
    ]


def test_an_answer_with_a_list(shipped_document):
    lead = "The process typically involves the following steps:"
    assert shipped(shipped_document, 9) == [
        ("", "In Connecticut, individuals can request ", "tment of Motor Vehicles (DMV)."),
        (lead, "1. Obtain the contact information for th", "ndles public records requests."),
        (lead, "2. Draft a written request specifically ", "te the search for your records."[1:]),
        (lead, "3. Submit the request via mail, email, o", "ssing public records requests."),
        (lead, "4. Await a response from the DMV, which ", "etails related to the request."),
        ("", "It’s important to note that the process ", "ccessing data shared with ICE."),
    ]


def test_an_answer_with_two_lists(shipped_document):
    in_favour = "Arguments for sharing DMV data with ICE:"
    against = "Arguments against sharing DMV data with ICE:"
    assert [(lead, start[:24]) for lead, start, _ in shipped(shipped_document, 11)] == [
        ("", "Sharing DMV data with IC"),
        (in_favour, "1. Enhanced public safet"),
        (in_favour, "2. Enforcement of immigr"),
        (in_favour, "3. Compliance with feder"),
        (against, "1. Fear and mistrust: Cr"),
        (against, "2. Privacy concerns: Opp"),
        (against, "3. Potential for racial "),
        ("", "Overall, the debate over"),
    ]


def test_an_answer_that_is_only_a_list(shipped_document, shipped_text):
    lines = shipped_text.splitlines()[109:112]
    passages = shipped_document.entries[19].passages
    assert [(passage.lead, passage.text) for passage in passages] == [("", line) for line in lines]
    assert [len(passage.sentences) for passage in passages] == [3, 2, 2]
    assert passages[1].sentences[0].of(shipped_text).startswith("Furthermore, the sharing of")


def test_every_sentence_of_the_shipped_answers_is_shown(shipped_document, shipped_text):
    left_out = []
    for entry in shipped_document.entries:
        shown = "".join(passage.lead + passage.text for passage in entry.passages)
        for line in entry.answer.of(shipped_text).splitlines():
            sentences = [span.of(line) for span in sentence_spans(line, 0, len(line), "en")]
            left_out += [sentence for sentence in sentences if sentence not in shown]
    # It leads in two sentences that each lead in a list, and says nothing by itself.
    assert left_out == ["Here are some key points on both sides:"]


def test_a_link_to_a_shipped_passage_works_in_the_next_release(shipped_document):
    assert shipped_document.entries[1].passages[0].id == "connecticut-dmv-ice:akta76q7:uhppfntc"

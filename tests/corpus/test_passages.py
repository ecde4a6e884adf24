"""Passages are spans of the document that stand in their context and cut no sentence."""

import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.corpus.passages import MAX_PASSAGE_CHARACTERS, StableKeys, build_entries, stable_key
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.plain_text import read_plain_text
from generated_faqs import FORMATS, Listing, Paragraph, faqs


def read(faq, name="numbered text"):
    """Return the text of a generated FAQ in one of the formats, and its entries."""
    write, reader = FORMATS[name]
    parsed = reader(RawFile(Path("faq"), write(faq).encode()))
    return parsed.text, build_entries("faq", parsed.text, parsed.entries, "en")


# Properties of every document


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
    [parsed] = read_plain_text(RawFile(Path("faq"), text.encode())).entries
    [entry] = build_entries("faq", text, [parsed], "en")
    shown = [span.of(text) for passage in entry.passages for span in passage.sentences]
    leads = {passage.lead for passage in entry.passages}
    expected = re.findall("Sentence s[^.:]*[.:]", answer)
    assert len(expected) == next(numbers) - 1
    assert len(set(shown)) == len(shown)
    assert leads - {""} <= set(expected)
    for number, sentence in enumerate(expected):
        if sentence not in shown and sentence not in leads:
            # It introduces a sentence that is itself only a lead.
            assert sentence.endswith(":")
            assert expected[number + 1].endswith(":")
            assert expected[number + 1] not in shown


@given(faq=faqs())
def test_no_passage_is_longer_than_the_model_reads(faq):
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


def test_equal_texts_have_different_ids():
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

"""JSON and JSONL: records at any depth, groups, questions as keys, schema.org."""

import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.readers.json_file import read_json, read_jsonl
from chatbot.corpus.readers.json_walk import CALL, REMEDY
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError
from tables import entries, pairs, told, words_of

JSON = Path("faq.json")
JSONL = Path("faq.jsonl")
GOOD = '{"question": "Why?", "answer": "Because."}\n'


def read(value, **columns):
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    return read_json(RawFile(JSON, text.encode(), columns))


def jsonl(text):
    return read_jsonl(RawFile(JSONL, text.encode()))


def test_jsonl():
    records = [
        {"Question": "Why so?", "answer": " Zwölf 😀.\nMore. ", "id": 7},
        {"question": "When\nexactly?", "answer": "Now."},
    ]
    text = "\n".join(json.dumps(record) for record in records) + "\r\n\r\n"
    parsed = jsonl(text)
    assert parsed.text == "Why so?\nZwölf 😀.\nMore.\n\nWhen exactly?\nNow.\n\n"
    assert entries(parsed) == [
        ("Why so?", "Zwölf 😀.\nMore.", [("Zwölf 😀.", 0), ("More.", 0)]),
        ("When exactly?", "Now.", [("Now.", 0)]),
    ]
    assert [entry.line for entry in parsed.entries] == [1, 2]
    assert told(parsed.left_out) == [(0, "id", "a column that is not used, in 1 row")]


def test_a_line_separator_inside_a_json_string_does_not_end_a_line():
    assert jsonl('{"question": "Why?", "answer": "A\u2028B"}').text == "Why?\nA\u2028B\n\n"


RECORDS = [{"question": "Why?", "answer": "So."}, {"question": "When?", "answer": "Now."}]
PAIRS = [("Why?", "So."), ("When?", "Now.")]


@pytest.mark.parametrize(
    "value",
    [
        RECORDS,
        {"faq": RECORDS},
        {"data": {"items": RECORDS}},
        {"Why?": "So.", "When?": "Now."},
        {"faqs": {"Why?": "So.", "When?": "Now."}},
        [["Why?", "So."], ["When?", "Now."]],
        [{"q": "Why?", "a": "So."}, {"q": "When?", "a": "Now."}],
        [{"pregunta": "Why?", "respuesta": "So."}, {"pregunta": "When?", "respuesta": "Now."}],
        {
            "@context": "",
            "@type": "",
            "mainEntity": [
                {"name": "Why?", "acceptedAnswer": {"text": "So."}},
                {"name": "When?", "acceptedAnswer": [{"text": "Now."}]},
            ],
        },
    ],
)
def test_records_wherever_they_are(value):
    for parsed in (read(value), read(json.dumps(value)), jsonl(json.dumps(value, indent=1))):
        assert pairs(parsed) == PAIRS
        assert [entry.section for entry in parsed.entries] == [(), ()]
        assert parsed.left_out == ()


def test_lines_of_records():
    assert [entry.line for entry in read({"faq": RECORDS}).entries] == [4, 8]
    unusual = read('[{"question": "Wh\\u0079?",\n"answer": "So."}]')
    assert [entry.line for entry in unusual.entries] == [0]


def test_jsonl_in_a_json_file():
    assert pairs(read(json.dumps(RECORDS[0]) + "\n" + json.dumps(RECORDS[1]))) == PAIRS


def test_keys_above_the_records_are_sections():
    parsed = read({"Loans": [RECORDS[0]], "Fines": {"Late books": [RECORDS[1]]}})
    assert pairs(parsed) == PAIRS
    assert [entry.section for entry in parsed.entries] == [("Loans",), ("Fines", "Late books")]


def test_groups_with_a_name():
    groups = [
        {"category": "Loans", "questions": [RECORDS[0]]},
        {"title": "Fines", "items": RECORDS[1:]},
    ]
    parsed = read({"title": "Our library", "version": 3, "sections": groups})
    assert pairs(parsed) == PAIRS
    assert [entry.section for entry in parsed.entries] == [("Loans",), ("Fines",)]
    assert parsed.metadata == {"title": "Our library"}
    assert told(parsed.left_out) == [(0, "version: 3", "not part of a question or answer")]


def test_line_breaks_in_strings():
    text = '[{"question": "Why?", "answer": "First line.\nSecond line."}]'
    assert pairs(read_json(RawFile(Path("faq.json"), text.encode()))) == [
        ("Why?", "First line.\nSecond line.")
    ]


def test_groups_in_another_language():
    records = [{"pregunta": "¿Qué?", "respuesta": "Nada."}]
    value = {"categorías": [{"título": "Pagos", "preguntas": records}]}
    [entry] = read(value).entries
    assert entry.section == ("Pagos",)


def test_aliases_are_other_ways_to_ask():
    [entry] = read([{"question": "Why?", "answer": "So.", "aliases": ["How come?"]}]).entries
    assert entry.alternative_questions == ("How come?",)


def test_lists_of_questions_and_answers():
    parsed = read(
        {
            "intents": [
                {
                    "tag": "hours",
                    "patterns": ["When are you open?", "Opening hours"],
                    "responses": ["From nine.", "Daily."],
                }
            ]
        }
    )
    assert pairs(parsed) == [("When are you open?", "From nine.\n\nDaily.")]
    [entry] = parsed.entries
    assert (entry.section, entry.alternative_questions) == (("hours",), ("Opening hours",))


def test_equal_keys_lose_nothing():
    parsed = read('{"Why?": "So.", "Why?": "Therefore."}')
    assert pairs(parsed) == [("Why?", "So.\n\nTherefore.")]


def test_many_equal_keys_are_read_in_linear_time():
    answers = ", ".join(f'"answer": "No. {number}."' for number in range(50_000))
    parsed = read(f'{{"question": "Why?", {answers}}}')
    assert parsed.text.startswith("Why?\nNo. 0.\n\nNo. 1.\n\n")


def test_what_is_beside_the_text_of_an_answer_is_named():
    answer = {"text": "Yes.", "source": "A book.", "more": RECORDS[1]}
    parsed = read([{"question": "Why?", "answer": answer}])
    assert pairs(parsed) == [("Why?", "Yes."), ("When?", "Now.")]
    assert told(parsed.left_out) == [(0, "answer.source", "a column that is not used, in 1 row")]
    parsed = read({"Why?": answer})
    assert pairs(parsed) == [("Why?", "Yes."), ("When?", "Now.")]
    assert told(parsed.left_out) == [(0, "Why?.source", "a column that is not used, in 1 row")]


def test_truth_values_are_no_answers_and_are_named():
    parsed = read([*RECORDS, {"question": "So?", "answer": True}])
    assert pairs(parsed) == PAIRS
    assert told(parsed.left_out) == [
        (0, "answer: true", "not part of a question or answer"),
        (11, "So?", "the question has no answer"),
    ]


def test_numbers_are_answers():
    assert pairs(read([{"question": "How many?", "answer": 42}])) == [("How many?", "42")]


def test_the_metadata_says_which_key_is_which():
    parsed = read([{"x": "The card", "y": "Gratis.", "z": 1}], question="x", answer="y")
    assert pairs(parsed) == [("The card", "Gratis.")]
    assert [left.words for left in parsed.left_out] == ["z"]


def test_html_in_json():
    parsed = read([{"question": "Why?", "answer": "<p>So <em>it</em> is.</p>"}])
    assert pairs(parsed) == [("Why?", "So it is.")]
    assert [mark.span.of(parsed.text) for mark in parsed.marks] == ["it"]


def test_records_without_question_or_answer_are_named():
    text = GOOD + '{"question": "When?"}\n{"question": "Who?", "answer": ""}\n'
    text += '{"question": 7, "answer": "Now."}\n{"question": null, "answer": "Then."}\n'
    parsed = jsonl(text)
    assert pairs(parsed) == [("Why?", "Because."), ("7", "Now.")]
    assert told(parsed.left_out) == [
        (2, "question: When?", "not part of a question or answer"),
        (3, "Who?", "the question has no answer"),
        (5, "Then.", "the row has no question"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "\n{'question'}\n", f"faq.jsonl, line 3: this is not valid JSON. {REMEDY}"),
        (
            GOOD + "[" * 100_000,
            f"faq.jsonl, line 2: it is nested too deeply. {REMEDY}",
        ),
        (GOOD + '["Why?"]', f"faq.jsonl, line 2: this is not a JSON object. {REMEDY}"),
        ("not JSON", f"faq.jsonl, line 1: this is not valid JSON. {REMEDY}"),
        (
            '{"question": "Why?", "answer": "\\ud83d"}',
            "faq.jsonl, line 1: it has an incomplete character (a lone surrogate). "
            "Write the character itself instead of its code.",
        ),
        (
            '{"x": "Why?", "y": "So."}',
            f"faq.jsonl: no question was found. Its columns are `x`, `y`. {REMEDY} "
            "Or name the keys in faq.yaml: `columns: {question: …, answer: …}`.",
        ),
    ],
)
def test_jsonl_errors_name_the_line_and_the_remedy(text, message):
    with pytest.raises(CorpusError) as error:
        jsonl(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"question": "Why?",\n}]', f"faq.json, line 2: this is not valid JSON. {REMEDY}"),
        ("[" * 100_000, f"faq.json: it is nested too deeply. {REMEDY}"),
        ("[" * 100 + "1" + "]" * 100, f"faq.json: it is nested too deeply. {REMEDY}"),
        (
            f'{{"question": "Why?", "answer": {"[" * 900}"So."{"]" * 900}}}',
            f"faq.json: it is nested too deeply. {REMEDY}",
        ),
        ("1" * 5000, f"faq.json: this is not valid JSON. {REMEDY}"),
        (
            '[{"question": "Why?"}]',
            "faq.json: no question was found. Its columns are `question`. "
            f"{REMEDY} Or name the keys in faq.yaml: `columns: {{question: …, answer: …}}`.",
        ),
    ],
)
def test_json_errors(text, message):
    with pytest.raises(CorpusError) as error:
        read(text)
    assert str(error.value) == message


WORD = st.sampled_from(["@", "@?", ""])
KEY = st.sampled_from(
    ["question", "answer", "q", "a", "title", "category", "items", "name", "@?", "text"]
)
VALUES = st.recursive(
    WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_each_word_is_in_an_entry_the_metadata_or_left_out(value):
    numbers = itertools.count(1)
    text = re.sub("@", lambda _: f"word{next(numbers)}w", json.dumps(value))
    try:
        parsed = read(text)
    except CorpusError:
        return
    found = words_of(parsed)
    lost = [n for n in range(1, next(numbers)) if f"word{n}w" not in found]
    # Of a column that is not used, only the name is told.
    assert not lost or any("column" in left.reason for left in parsed.left_out)


@pytest.mark.parametrize(
    ("messages", "role", "content", "asker", "answerer"),
    [
        ("messages", "role", "content", "user", "assistant"),
        ("conversations", "from", "value", "human", "gpt"),
    ],
)
def test_conversations_for_training_are_questions_and_answers(
    messages, role, content, asker, answerer
):
    spoken = [("system", "Be kind."), (asker, "Is it free?"), (answerer, "Yes."), (asker, "Bye")]
    value = {messages: [{role: who, content: words} for who, words in spoken], "note": "Old."}
    found = read([value])
    assert pairs(found) == [("Is it free?", "Yes.")]
    said = ["note: Old.", "system: Be kind.", f"{asker}: Bye"]
    assert sorted(one.words for one in found.left_out) == sorted(said)


def test_an_answer_whose_lines_are_pieces_of_one_html():
    lines = ["Do this:<br>", "<ol>", "<li>One.</li>", "<li>Two.</li>", "</ol>"]
    parsed = jsonl(json.dumps({"question": "How?", "answer": lines}))
    assert pairs(parsed) == [("How?", "Do this:\n\n1. One.\n2. Two.")]


def test_the_key_of_a_question_is_no_section():
    parsed = jsonl('{"top list": {"is_free": {"question": "Why?", "answer": "So."}, "x": 1}}')
    assert [entry.section for entry in parsed.entries] == [("top list",)]
    assert told(parsed.left_out) == [
        (1, "is_free", "the key of a question"),
        (1, "x: 1", "not part of a question or answer"),
    ]


def test_a_question_keeps_its_words_whole():
    [entry] = jsonl('{"question": "CO<sub>2</sub>-free?", "answer": "<p>Yes.</p>"}').entries
    assert entry.question == "CO2-free?"


def test_more_of_an_answer_beside_it():
    points = [{"id": 1, "text": "One."}, {"id": 2, "text": "Two."}]
    record = {"question": "How?", "description": "So:", "bulletPoints": points}
    assert pairs(read([record])) == [("How?", "So:\n\nOne.\n\nTwo.")]
    assert pairs(read([record | {"description": ""}])) == [("How?", "One.\n\nTwo.")]


def test_one_language_of_several_below_their_codes():
    record = {"question": {"en": "Why?", "fr": "Pourquoi ?"}, "answer": {"en": "So.", "fr": "Oui."}}
    parsed = read([record])
    assert pairs(parsed) == [("Why?", "So.")]
    assert told(parsed.left_out) == [
        (0, "answer.fr", "another language; give it a file of its own, in 1 row"),
        (0, "question.fr", "another language; give it a file of its own, in 1 row"),
    ]
    groups = {code: [{"question": f"{code}?", "answer": "So."}] for code in ("en", "fr")}
    assert [entry.section for entry in read(groups).entries] == [(), ()]


def test_a_title_that_asks_above_a_list_of_texts():
    items = [{"id": 1, "text": "All."}, {"id": 2, "text": "Today."}]
    parsed = read([{"title": "Who may come?", "items": items}])
    assert pairs(parsed) == [("Who may come?", "All.\n\nToday.")]
    group = {"title": "Loans?", "items": [{"question": "Why?", "answer": "So."}]}
    assert [entry.section for entry in read([group]).entries] == [("Loans?",)]


def test_an_object_with_a_button_beside_the_questions_is_a_call():
    asked = {"question": "Why?", "answer": "So."}
    call = {"title": "Anything else?", "description": "Write.", "button": "Mail"}
    parsed = read({"items": [asked, asked | {"question": "How?"}], "cta": call})
    assert pairs(parsed) == [("Why?", "So."), ("How?", "So.")]
    words = "title: Anything else? description: Write. button: Mail"
    assert told(parsed.left_out) == [(0, words, CALL)]


@pytest.mark.parametrize(
    "beside",
    [
        {"more": {"title": "Is it far?", "text": "No."}},
        {"more": {"question": "Is it far?", "answer": "No.", "link": "/far"}},
    ],
)
def test_an_object_beside_the_questions_is_a_question_without_a_button(beside):
    asked = {"question": "Why?", "answer": "So."}
    assert pairs(read({"items": [asked], **beside}))[1] == ("Is it far?", "No.")
    called = {"first": asked, "more": {"title": "Is it far?", "text": "No.", "link": "/"}}
    assert pairs(read(called))[1] == ("Is it far?", "No.")


def test_a_list_in_two_answers_is_html():
    plain = [{"question": f"{one}?", "answer": "So <b."} for one in "abcdefghijkl"]
    lists = [{"question": f"{one}?", "answer": "Two: <ul> <li>A</li></ul>"} for one in "yz"]
    assert [one for _, one in pairs(read(plain + lists))][-2:] == ["Two:\n\n• A"] * 2
    assert pairs(read(plain + lists[:1]))[-1][1] == lists[0]["answer"]


def test_the_only_text_under_a_title_is_its_answer():
    found = read(
        {
            "headline": "Fly with us",
            "items": [
                {"title": "May I fly?", "message": "Yes, you may.", "icon": "plane"},
                {"title": "Your first day", "message": "Come at nine."},
            ],
        }
    )
    assert [(one.question, one.answer.of(found.text)) for one in found.entries] == [
        ("May I fly?", "Yes, you may."),
        ("Your first day", "Come at nine."),
    ]

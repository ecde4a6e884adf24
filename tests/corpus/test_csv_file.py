"""CSV and TSV: delimiters, names of columns in many languages, and tables without a header."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.readers.csv_file import read_csv
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError
from tables import entries, pairs, told, words_of

CSV = Path("faq.csv")
CARD = [("What does a card cost?", "Nothing.")]
REMEDY = (
    "Name two columns `question` and `answer`, or write "
    "`columns: {question: …, answer: …}` in faq.yaml."
)


def csv(text, **columns):
    return read_csv(RawFile(CSV, text.encode(), columns))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter, line_end):
    rows = [["Category", " Question", "ANSWER "], ["", "Why?", "Because."], ["", "When?", "Now."]]
    text = "".join(delimiter.join(row) + line_end for row in rows)
    parsed = csv(text)
    assert parsed.text == "Why?\nBecause.\n\nWhen?\nNow.\n\n"
    assert entries(parsed) == [
        ("Why?", "Because.", [("Because.", 0)]),
        ("When?", "Now.", [("Now.", 0)]),
    ]
    assert [entry.line for entry in parsed.entries] == [2, 3]


def test_quotes_and_line_breaks_in_cells():
    text = (
        "answer,question\n"
        '"Yes, ""always"":\n- by mail\n- in person","Is it;\nfree?"\n'
        "\n , \nNo.,So?\n"
    )
    parsed = csv(text)
    assert entries(parsed) == [
        (
            "Is it; free?",
            'Yes, "always":\n- by mail\n- in person',
            [('Yes, "always":', 0), ("- by mail", 1), ("- in person", 1)],
        ),
        ("So?", "No.", [("No.", 0)]),
    ]
    assert [entry.line for entry in parsed.entries] == [2, 8]
    assert parsed.left_out == parsed.remarks == ()


def test_a_quoted_header_and_blank_lines_before_it():
    assert pairs(csv('\n\r\n"question";"answer"\n"Why?";"Because."\n')) == [("Why?", "Because.")]


def test_a_title_above_the_header():
    parsed = csv("Our library,\nAs of May,2024\nquestion,answer\nWhy?,Because.\n")
    assert pairs(parsed) == [("Why?", "Because.")]
    assert parsed.metadata == {"title": "Our library"}
    assert told(parsed.left_out) == [(2, "As of May 2024", "above the header of the table")]


def test_a_cell_longer_than_the_csv_module_allows_by_default():
    answer = "Very long. " * 20_000
    [entry] = csv(f"question,answer\nWhy?,{answer}\n").entries
    assert entry.answer == (5, 5 + len(answer) - 1)


@pytest.mark.parametrize("first", ["sep=;", "\ufeffsep=;", '"sep=;"'])
def test_the_line_that_excel_writes_above_the_header(first):
    parsed = csv(f'{first}\r\nquestion;answer\r\nWhat does a card cost?;"Nothing.\r\nReally."\r\n')
    assert pairs(parsed) == [("What does a card cost?", "Nothing.\r\nReally.")]
    assert parsed.entries[0].line == 3


@pytest.mark.parametrize(
    "header",
    [
        "questions,answers", "Q,A", "prompt,completion", "query,response", "Question:,Answer:",
        "Question (EN),Answer (EN)", "question_1,answer_1", "QuestionText,AnswerText",
        "question_en,answer_en", "pregunta,respuesta", "Preguntas,Respuestas", "Frage,Antwort",
        "Fragen,Antworten", "question,réponse", "Questions,Réponses", "domanda,risposta",
        "pergunta,resposta", "vraag,antwoord", "fråga,svar", "spørgsmål,svar", "spørsmål,svar",
        "kysymys,vastaus", "pytanie,odpowiedź", "otázka,odpověď", "kérdés,válasz",
        "întrebare,răspuns", "вопрос,ответ", "питання,відповідь", "ερώτηση,απάντηση", "soru,cevap",
        "سؤال,جواب", "שאלה,תשובה", "प्रश्न,उत्तर", "pertanyaan,jawaban", "câu hỏi,câu trả lời",
        "คำถาม,คำตอบ", "问题,答案", "問題,答案", "質問,回答", "질문,답변", "pregunta,resposta",
    ],
)  # fmt: skip
def test_names_of_columns(header):
    parsed = csv(f"{header}\nThe card,Nothing.\n")
    assert pairs(parsed) == [("The card", "Nothing.")]
    assert parsed.left_out == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What does a card cost?,Nothing.\nWhere?,Behind.\n", [*CARD, ("Where?", "Behind.")]),
        ("What does a card cost?,Nothing.\n", CARD),
        ("Nothing.,What does a card cost?\nBehind.,Where?\n", [*CARD, ("Where?", "Behind.")]),
        ("Thema,Inhalt\nWhat does a card cost?,Nothing.\nWhere?,Behind.\n",
         [*CARD, ("Where?", "Behind.")]),
        ("Thema,Inhalt\nWhat does a card cost?,Nothing.\n", CARD),
        ("What does a card cost?\tNothing.\n", CARD),
        ("What does a card cost?,Nothing.\nMy card is lost,Ask.\n",
         [*CARD, ("My card is lost", "Ask.")]),
        ("图书馆几点关门？,八点。\n", [("图书馆几点关门？", "八点。")]),
    ],
)  # fmt: skip
def test_two_columns_of_which_one_holds_questions(text, expected):
    assert pairs(csv(text)) == expected


def test_two_columns_without_a_header_of_which_none_asks():
    text = "Opening hours\tWe are open from nine to five.\nParking\tBehind the house, for free.\n"
    assert pairs(csv(text)) == [
        ("Opening hours", "We are open from nine to five."),
        ("Parking", "Behind the house, for free."),
    ]


def test_names_of_two_unknown_columns_are_no_question():
    with pytest.raises(CorpusError, match="not clear which column"):
        csv("nom,prix\nUn grand livre,douze euros et demi\nUn petit livre,quatre euros en tout\n")


def test_more_columns_without_a_header_of_which_one_asks():
    parsed = csv("Trips\t7\tWho leads?\tWe do.\tx\nTrips\t8\tHow far is it?\tFar.\ty\n")
    assert pairs(parsed) == [("Who leads?", "We do."), ("How far is it?", "Far.")]
    assert [left.words for left in parsed.left_out] == ["7", "Trips", "x", "8", "Trips", "y"]


def test_a_category_is_no_answer():
    with pytest.raises(CorpusError, match="not clear which column"):
        csv("pregunta,categoria\nNo puedo entrar,Acceso\n¿Dónde pago?,Pagos\n¿Cuándo?,Pagos\n")


def test_the_header_again_is_no_question():
    parsed = csv("question,answer\nWho?,We.\nquestion,answer\nHow?,So.\n")
    assert pairs(parsed) == [("Who?", "We."), ("How?", "So.")]
    assert [left.words for left in parsed.left_out] == ["question answer"]


def test_an_answer_in_the_row_below_its_question():
    parsed = csv("question,answer\nWho?,\n,We do.\nHow?,So.\n,Left over.\nWhen?,\n")
    assert pairs(parsed) == [("Who?", "We do."), ("How?", "So.")]
    assert [left.words for left in parsed.left_out] == ["Left over.", "When?"]


def test_the_section_of_a_question_without_an_answer_stands_apart():
    parsed = csv("topic,question,answer\nTrips,Who leads?,We.\nTrips,How far?,\n")
    assert [left.words for left in parsed.left_out] == ["How far? | Trips"]


def test_quotes_that_are_no_quotes():
    text = 'question\tanswer\nWho?\t"We do.\nHow?\t"Press "Go" there."\nSo?\t"Yes" or "no"\n'
    parsed = csv(text)
    assert pairs(parsed) == [
        ("Who?", '"We do.'),
        ("How?", 'Press "Go" there.'),
        ("So?", '"Yes" or "no"'),
    ]
    [remark] = parsed.remarks
    assert "quotation marks do not fit together" in remark.reason


@pytest.mark.parametrize(
    "header",
    ["intrebare,raspuns", "question_id,question,reponse_markdown", "faq_question_text,answer_html"],
)
def test_names_without_accents_or_with_more_words(header):
    cells = {2: "Why?,So.", 3: "7,Why?,So."}[header.count(",") + 1]
    assert pairs(csv(f"{header}\n{cells}\n")) == [("Why?", "So.")]


@pytest.mark.parametrize("header", ["question_type,answer_date", "question_votes,answer_text"])
def test_columns_about_questions_hold_none(header):
    with pytest.raises(CorpusError, match="not clear which column"):
        csv(f"{header}\n17,twelve\n18,thirteen\n")


def test_the_metadata_says_which_column_is_which():
    text = "Nr;Was;Wie;Wo\n1;Die Karte;Gratis.;Kasse\n"
    parsed = csv(text, question="was", answer="Wie", section="Wo")
    assert pairs(parsed) == [("Die Karte", "Gratis.")]
    assert parsed.entries[0].section == ("Kasse",)
    assert told(parsed.left_out) == [(0, "Nr", "a column that is not used, in 1 row")]


def test_alternatives_and_sections():
    parsed = csv(
        "Category,Topic,Question,Alternatives,Answer\n"
        'Loans,Books,How many?,"How many books?|Is there a limit?",Ten.\n'
        'Loans,,How long?,"For how long?\nWhen back?",A month.\n'
    )
    assert [entry.section for entry in parsed.entries] == [("Loans", "Books"), ("Loans",)]
    assert [entry.alternative_questions for entry in parsed.entries] == [
        ("How many books?", "Is there a limit?"),
        ("For how long?", "When back?"),
    ]
    assert parsed.left_out == ()


def test_several_answers_are_joined_in_order():
    parsed = csv("question,answer 1,answer 2\nHow?,One.,Two.\n")
    assert entries(parsed) == [("How?", "One.\n\nTwo.", [("One.", 0), ("Two.", 0)])]


def test_one_language_of_several():
    parsed = csv("question_en,answer_en,question_de,answer_de\nWhy?,So.,Warum?,Darum.\n")
    assert pairs(parsed) == [("Why?", "So.")]
    assert told(parsed.left_out)[0][2] == "another language; give it a file of its own, in 1 row"
    assert [left.words for left in parsed.left_out] == ["answer_de", "question_de"]


def test_columns_that_are_not_used_are_named_once():
    parsed = csv("id,question,answer,views\n1,Why?,So.,7\n2,When?,Now.,\n")
    assert told(parsed.left_out) == [
        (0, "id", "a column that is not used, in 2 rows"),
        (0, "views", "a column that is not used, in 1 row"),
    ]


def test_rows_without_question_or_answer_are_named():
    parsed = csv("question,answer\nWhy?,So.\nWhere can I park?,\n,,\n,Nowhere.\nHow?,---\n")
    assert pairs(parsed) == [("Why?", "So.")]
    assert told(parsed.left_out) == [
        (3, "Where can I park?", "the question has no answer"),
        (5, "Nowhere.", "the row has no question"),
        (6, "How? ---", "the question has no answer"),
    ]


def test_an_emoji_is_an_answer():
    assert pairs(csv("question,answer\nIs it good?,👍\n")) == [("Is it good?", "👍")]


def test_a_comma_inside_an_answer_without_quotes():
    parsed = csv("question,answer\nWhy?,Because, as I said, so.\nWhen?,Now.\n")
    assert pairs(parsed) == [("Why?", "Because, as I said, so."), ("When?", "Now.")]
    [(line, question, reason)] = parsed.remarks
    assert (line, question) == (2, "Why?") and "more cells" in reason
    parsed = csv("answer,question\nNow.,When?,More.\n")
    assert told(parsed.left_out) == [(2, "More.", "cells without a column name")]


@pytest.mark.parametrize(
    ("row", "question", "answer", "section"),
    [
        ("Why?,Yes, always,General", "Why?", "Yes, always", "General"),
        ("Why?,Yes, always,", "Why?", "Yes, always", None),
        ("Well, why?,Yes, always,General", "Well, why?", "Yes, always", "General"),
        ("Why?,Yes.,General, and more", "Why?", "Yes.", "General, and more"),
        ("Why?,Some 1,000 books.,General", "Why?", "Some 1,000 books.", "General"),
        ("Why 1,000?,So.,General", "Why 1,000?", "So.", "General"),
        ("Why?,Yes.,General,", "Why?", "Yes.", "General"),
    ],
)
def test_a_comma_without_quotes_before_another_column(row, question, answer, section):
    parsed = csv(f"question,answer,category\nWhen?,Now.,Other\n{row}\n")
    assert pairs(parsed) == [("When?", "Now."), (question, answer)]
    assert parsed.entries[1].section == ((section,) if section else ())
    is_whole = row.count(",") == 2 or row.endswith("General,")
    assert [line for line, _, _ in parsed.remarks] == ([] if is_whole else [3])
    assert parsed.left_out == ()


def test_most_rows_with_more_cells_than_the_header_hold_other_things():
    parsed = csv("question,answer,category\nWhy?,So.,A,note\nWhen?,Now.,B,memo\nWho?,We.,C\n")
    assert [entry.section for entry in parsed.entries] == [("A",), ("B",), ("C",)]
    assert [words for _, words, _ in told(parsed.left_out)] == ["note", "memo"]


def test_cells_of_html_are_read_as_people_see_them():
    parsed = csv(
        "question,answer\n"
        '"<b>What</b> does it cost &amp; where?","<p>See <a href=""https://x.example"">here</a>'
        '.</p><ul><li>One</li><li>Two &uuml;</li></ul>"\n'
        'Two lines?,"First.\nSecond."\n'
        "Nothing?,<p> </p>\n"
    )
    assert entries(parsed) == [
        (
            "What does it cost & where?",
            "See here.\n\n• One\n• Two ü",
            [("See here.", 0), ("• One", 1), ("• Two ü", 1)],
        ),
        ("Two lines?", "First.\nSecond.", [("First.\nSecond.", 0)]),
    ]
    [mark] = [mark for mark in parsed.marks if mark.kind == "link"]
    assert (mark.span.of(parsed.text), mark.target) == ("here", "https://x.example")
    assert told(parsed.left_out) == [(5, "Nothing?", "the question has no answer")]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("<p>Two:</p><ul><li>• one</li><li>two</li></ul>", "Two: • one • two"),
        ("**Two:**\n- one\n- [two](https://example.org/)", "Two: • one • two"),
        ("See **it** <a href='/x'target='_blank'>here</a>", "See it here"),
    ],
)
def test_few_cells_with_markup_that_is_beyond_doubt(cell, words):
    quoted = cell.replace('"', '""')
    text = "question,answer\n" + f'Why?,"{quoted}"\n' * 2 + "What?,It is 1 < 2.\n" * 20
    answers = [" ".join(answer.split()) for _, answer in pairs(csv(text))]
    assert answers == [words] * 2 + ["It is 1 < 2."] * 20


@pytest.mark.parametrize("markup", ["It is <b>so</b>.<br>Yes.", "It is **so**."])
@pytest.mark.parametrize(
    "words",
    [
        "Press <Enter> or <select> now",
        "If x <y and z> 5 & so on",
        "See <https://x.example/a> or <desk@x.example>",
        "Use List<String> there",
    ],
)
@pytest.mark.parametrize("mark", ["", "<b>Note</b> "])
def test_what_is_no_element_stays_text_in_tables_with_markup(markup, words, mark):
    if mark:
        words = words.replace("<select>", "<your-name>")
    text = "question,answer\n" + f"Why?,{markup}\n" * 2 + f"{mark}What is {words}?,{mark}{words}.\n"
    question, answer = pairs(csv(text))[-1]
    note = "Note " if mark else ""
    assert question == f"{note}What is {words}?"
    if "**" in markup:  # in Markdown, brackets around an address make it a link
        words = re.sub(r"<([^<>]*[@/][^<>]*)>", r"\1", words)
    assert answer == f"{note}{words}."


def test_escaped_line_breaks():
    text = "question\tanswer\nWhy?\tFirst.\\n\\nThen.\\nSo.\nWhere?\tIn C:\\new\n"
    assert [entry[2] for entry in entries(csv(text))] == [
        [("First.", 0), ("Then.", 0), ("So.", 0)],
        [("In C:\\new", 0)],
    ]
    [entry] = csv("question\tanswer\nWhy?\tWrite \\n there.\n").entries
    assert entry.answer.end - entry.answer.start == len("Write \\n there.")


def test_plain_cells_that_look_like_html_stay_as_written():
    parsed = csv(
        'question,answer\n"What does ""<b>full</b>"" membership cost?",'
        "<script>alert(1)</script> 50% off: it's $40 & no tax.\n"
        "What's your e-mail address?,Write to desk@club.example.\n"
    )
    assert pairs(parsed)[0] == (
        'What does "<b>full</b>" membership cost?',
        "<script>alert(1)</script> 50% off: it's $40 & no tax.",
    )


def no_columns(line, columns):
    return (
        f"faq.csv, line {line}: it is not clear which column holds the questions. "
        f"Its columns are {columns}. {REMEDY}"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Titel;Text\nDie Karte;Gratis.\n", no_columns(1, "`Titel`, `Text`")),
        ("\nx,y,z\nWhy?,So.,1\n", no_columns(2, "`x`, `y`, `z`")),
        ("One\nTwo\n", no_columns(1, "`One`")),
        (
            "question,answer\n",
            "faq.csv: no question with an answer was found. "
            "Give the first line the column names `question` and `answer`.",
        ),
        (
            'question,answer\nWhy?,"Because.\n',
            "faq.csv, line 2: this is not valid CSV (unexpected end of data). "
            "Save it as CSV again.",
        ),
        (
            'question,answer\nWhy?,"Because" so\n',
            "faq.csv, line 2: this is not valid CSV (',' expected after '\"'). "
            "Save it as CSV again.",
        ),
        (
            "question,answer\n" + "a,b\n" * 200_022,
            "faq.csv: it has more than 200,000 records. Split it into several files.",
        ),
    ],
)
def test_errors_name_the_line_and_the_remedy(text, message):
    with pytest.raises(CorpusError) as error:
        csv(text)
    assert str(error.value) == message


def test_a_column_that_is_not_there():
    with pytest.raises(CorpusError) as error:
        csv("a,b\nWhy?,So.\n", question="Frage", answer="b")
    assert str(error.value) == (
        f"faq.csv: there is no column `Frage`. Its columns are `a`, `b`. {REMEDY}"
    )


CELLS = st.sampled_from(["", "{}", "{}?", "{}, {}", "{}; {}", '"{}"', "<p>{}</p>", "- {}\n- {}"])
HEADERS = st.sampled_from(
    [["question", "answer"], ["Category", "question", "answer"], ["q", "alternatives", "a"], []]
)


ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6)


@given(HEADERS, ROWS, st.sampled_from(",;"))
def test_each_word_is_in_an_entry_the_metadata_or_left_out(header, rows, delimiter):
    count = 0
    lines = [delimiter.join(header)] if header else []
    for row in rows:
        cells = []
        for cell in row:
            while "{}" in cell:
                count += 1
                cell = cell.replace("{}", f"word{count}w", 1)
            cells.append('"' + cell.replace('"', '""') + '"')
        lines.append(delimiter.join(cells))
    try:
        parsed = csv("\n".join(lines))
    except CorpusError:
        return
    found = words_of(parsed)
    assert not [n for n in range(1, count + 1) if f"word{n}w" not in found]

"""Small text files and tables as organisations have them, each with what is right."""

import pytest

from chatbot.corpus.folder import read_document, scan_corpus

CARD = ("What does a card cost?", "Nothing.")
PARK = ("Where can I park?", "Behind.")
BOOKS = ("How many books may I borrow?", "Ten at a time.")
FINE = ("What is the fine for a late book?", "20 cents a day.")
CAFE = "Coffee and cake are served on the first floor from ten to four."
ROOM = "There is room for forty cars behind the building, and more in the street."
RULE = "-" * 40

# folder → file, content, entries
FILES = {
    "m03-qa-txt": (
        "faq.txt",
        "Q: How many books may I borrow?\nA: Ten at a time.\n\n"
        "Q: What is the fine for a late book?\nA: 20 cents a day.\n",
        [BOOKS, FINE],
    ),
    "m04-plain-txt": (
        "faq.txt",
        "Library FAQ\n\nHow many books may I borrow?\nTen at a time.\n\n"
        "What is the fine for a late book?\n20 cents a day.\n",
        [BOOKS, FINE],
    ),
    "m05-toc-txt": (
        "faq.txt",
        "Contents\n1. How many books may I borrow?\n2. What is the fine for a late book?\n\n"
        "1. How many books may I borrow?\nTen at a time.\n\n"
        "2. What is the fine for a late book?\n20 cents a day.\n",
        [BOOKS, FINE],
    ),
    "m57-gap": (
        "faq.txt",
        "1. What does a card cost?\nNothing.\n\n3. Where can I park?\nBehind.\n",
        [CARD, PARK],
    ),
    "m58-noq": (
        "faq.txt",
        "Q1: My card is lost\nA1: Ask at the desk.\n\nQ2: What does a card cost?\nA2: Nothing.\n",
        [("My card is lost", "Ask at the desk."), CARD],
    ),
    "m59-sec": (
        "faq.txt",
        "FAQ\n\n1.1 What does a card cost?\n\nNothing.\n\n1.2 Where can I park?\n\nBehind.\n",
        [CARD, PARK],
    ),
    "m60-usenet": (
        "faq.txt",
        "Subject: 1. What does a card cost?\n\nNothing.\n\n"
        "Subject: 2. Where can I park?\n\nBehind.\n",
        [CARD, PARK],
    ),
    "m66-rule": (
        "faq.txt",
        f"1. Is there a café?\n{CAFE}\n{RULE}\n2. Where can I park?\n{ROOM}\n{RULE}\n",
        [("Is there a café?", CAFE), ("Where can I park?", ROOM)],
    ),
    "m07-es-csv": (
        "preguntas.csv",
        "pregunta;respuesta\n¿Cuántos libros puedo llevarme?;Diez a la vez.\n",
        [("¿Cuántos libros puedo llevarme?", "Diez a la vez.")],
    ),
    "m09-json": (
        "faq.json",
        '[{"question": "How many books may I borrow?", "answer": "Ten at a time."},\n'
        ' {"question": "What is the fine for a late book?", "answer": "20 cents a day."}]\n',
        [BOOKS, FINE],
    ),
    "m25-cp1252": (
        "faq.csv",
        "question;answer\r\nWhat does a café visit cost?;Four €.\r\n".encode("cp1252"),
        [("What does a café visit cost?", "Four €.")],
    ),
    "m26-utf16": (
        "faq.csv",
        "question\tanswer\r\nWhat does a card cost?\tNothing.\r\n".encode("utf-16"),
        [CARD],
    ),
    "m27-bom": (
        "faq.csv",
        '\ufeffsep=;\r\nquestion;answer\r\nWhat does a card cost?;"Nothing.\r\nReally."\r\n',
        [("What does a card cost?", "Nothing.\r\nReally.")],
    ),
    "m28-spec": (
        "faq.csv",
        "Frage;Antwort\nWas kostet ein Ausweis?;Nichts.\n",
        [("Was kostet ein Ausweis?", "Nichts.")],
    ),
    "m29-emptyrow": (
        "faq.csv",
        "question,answer\nWhat does a card cost?,Nothing.\nWhere can I park?,\n",
        [CARD],
    ),
    "m50-plural": ("faq.csv", "questions,answers\nWhat does a card cost?,Nothing.\n", [CARD]),
    "m51-qa": ("faq.csv", "Q,A\nWhat does a card cost?,Nothing.\n", [CARD]),
    "m52-nohead": (
        "faq.csv",
        "What does a card cost?,Nothing.\nWhere can I park?,Behind.\n",
        [CARD, PARK],
    ),
    "m53-tsv": ("faq.tsv", "question\tanswer\nWhat does a card cost?\tNothing.\n", [CARD]),
    "m54-prompt": (
        "faq.jsonl",
        '{"prompt": "What does a card cost?", "completion": "Nothing."}\n',
        [CARD],
    ),
    "m55-arr": (
        "faq.jsonl",
        '[\n {"question": "What does a card cost?", "answer": "Nothing."}\n]\n',
        [CARD],
    ),
    "b12-dup": (
        "faq.csv",
        "question,answer\nWho may use the pool?,Members only.\n"
        'Who may use the pool?,"From June to August, everybody."\n',
        [
            ("Who may use the pool?", "Members only."),
            ("Who may use the pool?", "From June to August, everybody."),
        ],
    ),
    "b15-special": (
        "faq.csv",
        'question,answer\n"What does ""<b>full</b>"" membership cost?",'
        '"<script>alert(1)</script> 50% off: it\'s $40 & no tax."\n'
        'Do you have Wi-Fi?,"Yes, ask for the key."\n',
        [
            (
                'What does "<b>full</b>" membership cost?',
                "<script>alert(1)</script> 50% off: it's $40 & no tax.",
            ),
            ("Do you have Wi-Fi?", "Yes, ask for the key."),
        ],
    ),
}
TOLD = {
    "m57-gap": (4, "Where can I park?", "question 2 is missing above this line"),
    "m29-emptyrow": (3, "Where can I park?", "the question has no answer"),
}


@pytest.mark.parametrize("name", FILES)
def test_field_files(tmp_path, name):
    file, content, expected = FILES[name]
    (tmp_path / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    [scanned] = scan_corpus(tmp_path)
    document = read_document(scanned)
    found = [(entry.question, entry.answer.of(document.text)) for entry in document.entries]
    assert found == expected
    assert name not in TOLD or TOLD[name] in (*document.left_out, *document.remarks)
    assert name in TOLD or not document.remarks
    for entry in document.entries:
        assert entry.passages

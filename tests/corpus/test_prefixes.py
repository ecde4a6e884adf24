"""What stands before questions and answers in the languages of the list."""

import pytest

from chatbot.corpus.readers.prefixes import answer_prefix, question_prefix


def rest(pattern, text):
    """Return what is left behind the prefix, or None without one."""
    match = pattern.match(text)
    return match and text[match.end() :]


@pytest.mark.parametrize(
    "text",
    [
        "Q: Why?", "q: Why?", "Q:Why?", "Q1: Why?", "Q 1: Why?", "Q.1: Why?", "Q1.2: Why?",
        "Q. Why?", "Q) Why?", "Q1. Why?", "Q1) Why?", "Q12 : Why?", "[Q] Why?", "[Q1]: Why?",
        "Question: Why?", "QUESTION 1: Why?", "Question #1: Why?", "Question 1 - Why?",
        "Question – Why?", "Question 1. Why?", "question : Why?", "Ques. Why?",
        "F: Why?", "Frage 3: Why?", "P: Why?", "P1. Why?", "Pregunta: Why?", "V: Why?",
        "Вопрос: Why?", "В: Why?", "问：Why?", "问题1：Why?", "質問：Why?", "【質問】Why?",
        "Ｑ：Why?", "Ｑ１． Why?", "질문: Why?", "س: Why?", "Hỏi: Why?", "  Q: Why?",
    ],
)  # fmt: skip
def test_questions(text):
    assert rest(question_prefix(), text) == "Why?"


@pytest.mark.parametrize(
    "text",
    [
        "A: So.", "a: So.", "A1: So.", "A. So.", "A) So.", "Answer: So.", "Ans. So.", "R: So.",
        "R : So.", "R1) So.", "Réponse : So.", "REPONSE: So.", "Antwort: So.",
        "Respuesta 1: So.", "Ответ: So.", "О: So.", "答：So.", "答案：So.", "回答：So.",
        "답변: So.", "ج: So.", "S: So.", "Odpowiedź: So.", "Đáp: So.", "उत्तर: So.",
    ],
)  # fmt: skip
def test_answers(text):
    assert rest(answer_prefix(), text) == "So."


@pytest.mark.parametrize("text", ["Question 1", "Frage 2", "Question 1:"])
def test_a_prefix_alone_on_its_line(text):
    assert rest(question_prefix(), text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "A big dog", "P. Smith", "p. 3", "Q3 results", "A4-Papier", "A4 paper", "Questions: many",
        "Question time", "Answer-based", "Answers", "F. Scott", "P: +41 44 123 45 67",
        "F: 555-123-4567", "P: (555) 123-4567", "a) first", "R. Smith", "f: x", "A.M.",
        "Apple: red", "Response time is short.", "A", "Q", "",
    ],
)  # fmt: skip
def test_other_texts(text):
    assert not question_prefix().match(text)
    assert not answer_prefix().match(text)

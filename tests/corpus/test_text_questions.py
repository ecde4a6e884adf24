"""Plain text: questions behind signs, in quotes, as numbered statements, and in chapters."""

import pytest

from plain_texts import outline, parsed, questions


def test_questions_quoted_as_in_a_mail():
    text = (
        "Tools\n=====\n\nLENDING\n-------\n\n> How long may I keep\n> a saw?\n\nA week.\n\n"
        "> My drill is lost.\n>\n>   It was red.\n\nTell us.\n\n"
        "> Is it dear?\n\nNo.\n"
    )
    assert outline(text) == [
        (("LENDING",), "How long may I keep a saw?", "A week."),
        (("LENDING",), "My drill is lost. It was red.", "Tell us."),
        (("LENDING",), "Is it dear?", "No."),
    ]


def test_numbered_statements_with_their_text_below():
    text = (
        "1. Should I oil the saw?\n\nYes.\n\n2. I read this message:\n\nsaw: jam\n\nPull the plug."
        "\n\n3. It hums on other\nchannels.\n\nThat is the mains. So:\n\n1. Pull the plug.\n"
        "2. Wait.\n\n4. The blade is hot.\n\nLet it cool.\n"
    )
    assert questions(text) == [
        "Should I oil the saw?",
        "I read this message:",
        "It hums on other channels.",
        "The blade is hot.",
    ]
    starred = text.replace("\n2. I", "\n** 2. I").replace("\n3. I", "\n** 3. I")
    assert questions(starred) == questions(text)


def test_a_list_of_steps_is_no_row_of_statements():
    text = (
        "How do I sign up?\n\n1. Open the page.\n\n   It has a form.\n\n2. Fill it in.\n\n"
        "   In ink.\n\n3. Send it.\n\n   By mail.\n"
    )
    assert questions(text) == ["How do I sign up?"]


def test_bullets_before_question_and_answer():
    text = "=== FEES ===\n\n* Q. Is it free?\n* A. Yes.\n\n* Q. For whom?\n* A. For all.\n"
    assert outline(text) == [
        ((), "Is it free?", "Yes."),
        ((), "For whom?", "For all."),
    ]
    more = (
        "== Tools ==\n\nWe lend.\n\n" + text + "\n=== LOANS ===\n\n* Q. How long?\n* A. A week.\n"
    )
    assert [section for section, _, _ in outline(more)][-1] == ("LOANS",)


def test_chapters_are_sections_and_their_names_leave_the_contents():
    body = (
        "1.0 Basics\n1.1 What is it?\nA saw.\n\n1.2 Who made it?\nWe did.\n\n"
        "2.0 Use\n2.1 Is it loud?\nYes.\n"
    )
    listed = "1. Basics\n\n  1.1 What is it?\n  1.2 Who made it?\n\n2. Use\n\n  2.1 Is it loud?\n\n"
    assert outline("Saws\n\n" + listed + body) == [
        (("Basics",), "What is it?", "A saw."),
        (("Basics",), "Who made it?", "We did."),
        (("Use",), "Is it loud?", "Yes."),
    ]


def test_a_listing_of_asciidoc_is_no_heading():
    text = (
        "= Saws\n:toc:\n\n[[hot]]\nThe saw is hot\n--------------\n\nWait. Or write:\n\n"
        "----\nHEAT=off\n----\n\nIs it loud?\n-----------\n\nYes.\n"
    )
    assert outline(text) == [
        ((), "The saw is hot", "Wait. Or write:\n\n----\nHEAT=off"),
        ((), "Is it loud?", "Yes."),
    ]
    assert parsed(text).metadata["title"] == "Saws"


def test_comments_and_sentences_above_a_rule_are_no_headings():
    text = (
        "1.1 Is it loud?\n\nIt is. Write:\n\n    #  ---\n    # two saws: | | |\n    #  ----------\n"
        "    loud=0\n\nYou can skip the contents that stand above the themes of it.\n"
        "=============================================================\n\n1.2 Is it hot?\n\nNo.\n"
    )
    assert questions(text) == ["Is it loud?", "Is it hot?"]


def test_statements_among_numbered_questions():
    text = (
        "1. Is it free?\n\nYes.\n\n2. May I?\n\nYou may.\n\n3. I lost a key.\n\nTell us.\n\n"
        "4. The page says 'tainted'.\n\nReload it.\n"
    )
    assert questions(text)[2:] == ["I lost a key.", "The page says 'tainted'."]


def test_two_questions_of_several_lines_share_an_answer():
    text = (
        "Q: I lost it. It is\n   gone. What now?\nQ: Can I get a new one?\nA: Yes.\n\n"
        "Q: Why?\nA: So.\n"
    )
    [shared, _] = parsed(text).entries
    assert shared.alternative_questions == (
        "I lost it. It is gone. What now?",
        "Can I get a new one?",
    )


def test_problems_and_solutions_and_a_letter_of_another_alphabet():
    assert outline(
        "Problem: No light\nSolution: Press.\n\nProblem: Noise\nSolution: Oil it.\n"
    ) == [
        ((), "No light", "Press."),
        ((), "Noise", "Oil it."),
    ]
    assert outline("Q: Что это?\nА: Пила.\n\nQ: Где?\nA: Тут.\n")[0] == ((), "Что это?", "Пила.")


def test_labels_and_conditions_of_asciidoc():
    text = (
        "ifndef::x[]\nSaws\n====\nendif::x[]\n\n*It is slow*::\n    Oil it.\n\n.A caption\n"
        "====\nx\n====\n\n*It is loud*::\n    Wait.\n\n*It stops*::\n    Press.\n"
    )
    assert questions(text) == ["It is slow", "It is loud", "It stops"]
    assert parsed(text).metadata["title"] == "Saws"


def test_text_with_the_tags_of_a_messenger():
    text = "".join(f"<u>Q: Is it {word}?</u>\n\nA: Yes.\n\n" for word in ("free", "far", "new"))
    assert questions(text) == ["Is it free?", "Is it far?", "Is it new?"]


def test_letters_without_case_are_no_capitals():
    text = "1. ছবি কেমন?\n\nছবির ফরম্যাট JPG বা PNG হতে হবে।\n\n2. কত দিন?\n\nদুই দিন।\n"
    assert questions(text) == ["ছবি কেমন?", "কত দিন?"]


WORN = "Problem: the file is worn.\nSolution: buy one."
SAW = f"Q: Is it dull?\nA: File it.\n{WORN}\n\nQ: Why?\nA: So.\n"
LINES = f"Is it dull?\nFile it.\n{WORN}\n\nWhy is it?\nSo.\n"


@pytest.mark.parametrize("text", [SAW, SAW.replace("\nProblem", "\n\nProblem"), LINES])
def test_a_problem_inside_an_answer_is_no_question(text):
    [(_, first, answer), _] = outline(text)
    whole = "File it. Problem: the file is worn. Solution: buy one."
    assert (first, " ".join(answer.split())) == ("Is it dull?", whole)


def test_problems_may_ask():
    text = "Problem: Why is it dull?\nSolution: Use.\n\nProblem: Is it worn?\nSolution: Yes.\n"
    assert questions(text) == ["Why is it dull?", "Is it worn?"]
    assert outline("Problem: No light\nSolution: Press.\n") == [((), "No light", "Press.")]


def test_problems_in_other_languages():
    text = "Vraag: Is het luid?\nAntwoord: Ja.\nProbleem: x\nOplossing: y\n\nVraag: Hoe?\nA: Zo."
    assert questions(text) == ["Is het luid?", "Hoe?"]


@pytest.mark.parametrize(
    "words",
    [
        "2.0 liters of water\nare needed.",
        "1.2 liters of water",
        "3.5 liters",
        "1.15 liters of water",
        "2.0 liters of water\n\n2.5 kilos of salt",
    ],
)
def test_a_decimal_number_in_an_answer_is_no_section(words):
    text = (
        f"1.1 What is it?\n\nA saw.\n\n{words}\n\n1.2 How?\n\nSo.\n\n3 Why\n\n3.1 When?\n\nNow.\n"
    )
    found = outline(text)
    assert [question for _, question, _ in found] == ["What is it?", "How?", "When?"]
    assert " ".join(found[0][2].split()) == "A saw. " + " ".join(words.split())


def test_a_decimal_number_below_the_last_question_is_no_section():
    text = "1.1 What is it?\n\nA saw.\n\n1.2 How?\n\nSo.\n\n3.5 liters\n\nare enough.\n"
    assert questions(text) == ["What is it?", "How?"]


@pytest.mark.parametrize(
    "numbers",
    [
        ["1.1", "1.2", "1.3", "2.1"],
        ["1.1", "1.3", "1.4", "2.1"],
        ["1.1", "1.1.1", "1.1.2", "1.2"],
        ["1.1", "1.2", "1.1", "1.2"],
        ["2.1", "2.2", "2.3", "3.1"],
    ],
)
def test_numbers_in_order_may_have_statements(numbers):
    said = ["Is it loud?", "My saw is dull", "The box is lost", "Why so?"]
    text = "".join(
        f"{number} {words}\n\nWrite to us.\n\n" for number, words in zip(numbers, said, strict=True)
    )
    assert questions(text) == said


def test_a_chapter_without_questions_among_others():
    text = "1.0 Saws\n\n1.1 Is it loud?\n\nYes.\n\n2.0 Drills\n\nThere are none.\n"
    assert outline(text)[-1] == ((), "Drills", "There are none.")
    text = "2.5 liters\n\nof oil.\n\n1.1 Is it loud?\n\nYes.\n\n1.2 Is it far?\n\nNo.\n"
    assert questions(text)[1:] == ["Is it loud?", "Is it far?"]

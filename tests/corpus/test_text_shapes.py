"""Plain text: numbers, bullets and headings in shapes of their own, wrapped and struck over."""

import pytest

from chatbot.errors import CorpusError
from plain_texts import outline, parsed, questions


def test_numbers_with_a_dash_behind_them():
    text = (
        "Saws\n\nQuestions:\n  1- How do I lend one?\n  2- Who may?\n\n"
        "1- HOW DO I LEND ONE?\n\n   Ask us.\n\n2- WHO MAY?\n\n   All.\n"
    )
    assert questions(text) == ["HOW DO I LEND ONE?", "WHO MAY?"]
    assert questions("1 - Is it dear?\nNo.\n\n2 – Is it new?\nYes.\n") == [
        "Is it dear?",
        "Is it new?",
    ]


def test_no_space_behind_q():
    text = "Q. Is it free?\nA. Yes.\n\nQ.Why is that?\nA. Others pay.\n"
    assert outline(text)[1] == ((), "Why is that?", "Others pay.")


def test_a_question_behind_q_has_its_whole_paragraph():
    text = (
        "Q. Is it free?\n\n   Yes.\n\nQ. The difference between a saw\n   and a drill.\n\n"
        "   One turns.\n\nQ. Who lends them\n\n   We do.\n"
    )
    assert questions(text)[1] == "The difference between a saw and a drill."


def test_statements_with_indented_text_below():
    text = (
        "1. Should I oil the saw?\n\n\tYes.\n\n2. The saw stops in the wood.\n   It did not before."
        "\n\n\tOil it.\n\n\t1. Open it.\n\n3. None of this helps.  What now?\n\n\tCall us.\n"
        "\n4. It was wet.\n\n\tDry it.\n"
    )
    assert questions(text) == [
        "Should I oil the saw?",
        "The saw stops in the wood. It did not before.",
        "None of this helps.  What now?",
        "It was wet.",
    ]


def test_bullets_with_text_below_at_the_margin():
    text = (
        "* Do you lend saws?\n\nWe do:\n\n * red ones\n * blue ones\n\n"
        "* I broke one. How do I\ntell you?\n\nBy mail.\n\n* This list is wrong.\n\nTell us.\n"
    )
    assert questions(text) == [
        "Do you lend saws?",
        "I broke one. How do I tell you?",
        "This list is wrong.",
    ]
    dashed = (
        "-- Whose saw is it? --\n\nOurs.\n\n-- Why another saw,\n   a drill, etc... --\n\n"
        "Why not.\n\n-- Is it old? --\n\nYes.\n"
    )
    assert questions(dashed) == [
        "Whose saw is it?",
        "Why another saw, a drill, etc...",
        "Is it old?",
    ]


def test_bullets_that_do_not_ask_stay_in_the_answer():
    text = (
        "How do I start?\n\n* Open it.\n\nIt is locked.\n\n* Oil it.\n\nA drop.\n\n* Go.\n\nOn.\n"
    )
    assert questions(text) == ["How do I start?"]


def test_letters_struck_over():
    def bold(words):
        return "".join(f"{one}\b{one}" for one in words)

    text = f"{bold('1.1.')}  {bold('Is it free?')}\n\n_\bYes.\n\n{bold('1.2. Why?')}\n\nSo.\n"
    assert outline(text) == [((), "Is it free?", "Yes."), ((), "Why?", "So.")]


def test_wrapped_headings_that_the_contents_name():
    text = (
        "Saws\n\nContents\n  1.0 Lending\n    1.1 It is dear.  Is there a cheap\n    one?\n"
        "    1.2 Who lends them?\n    1.3 Since when?\n\n  2.0 Repair\n"
        "    2.1 It stops.  What now?\n    2.2 Who mends it?\n\n"
        "1.0 Lending\n  1.1 It is dear.  Is there\n  a cheap one?\n  Yes, the old\n  one.\n\n"
        "  1.2 Who lends them?\n  We do.\n\n  1.3 Since when?\n2.0 Repair\n"
        "  2.1 It stops.  What now?\n  Oil it.\n\n  2.2 Who mends it?\n  We do.\n"
    )
    assert outline(text) == [
        (("Lending",), "It is dear.  Is there a cheap one?", "Yes, the old\n  one."),
        (("Lending",), "Who lends them?", "We do."),
        (("Repair",), "It stops.  What now?", "Oil it."),
        (("Repair",), "Who mends it?", "We do."),
    ]
    unanswered = [one.words for one in parsed(text).left_out if "no answer" in one.reason]
    assert unanswered == ["Since when?"]


def test_underlined_parts_of_an_answer():
    text = (
        "Q: How do I set it up?\n\nA: In two files.\n\nsaw.conf\n--------\n\nThe size.\n\n"
        "Q: Is it hard?\n\nA: No.\n\nQ: Is it old?\n\nA: Yes.\n\nContact\n-------\n\nBy mail.\n"
    )
    assert questions(text) == ["How do I set it up?", "Is it hard?", "Is it old?", "Contact"]
    parts = text.replace("Q: Is it old", "Age\n---\n\nQ: Is it old")
    assert "saw.conf" in questions(parts)


def test_lines_of_terms():
    text = "/saw - lends a saw.\n/drill ID - lends it (a big one)\n/back - ends it\n/who - us\n"
    assert outline(text)[1] == ((), "/drill ID", "lends it (a big one)")
    assert len(outline(text)) == 4


def test_numbers_that_end_in_one_column():
    text = "".join(
        f"{number:2}. It makes the noise {number}.\n\n    Oil part {number}.\n\n"
        for number in range(1, 8)
    )
    text += "".join(
        f"{number:2}. Is the saw {number} good?\n\n    Yes, {number}.\n\n"
        for number in range(8, 13)
    )
    assert len(questions(text)) == 12
    assert questions(text)[0] == "It makes the noise 1."


def test_numbers_that_end_in_zero_are_questions_where_one_asks():
    text = (
        "1.0 What is it?\n\nA saw.\n\n1.1 Who may use it?\n\nAll.\n\n"
        "2.0 Use with gloves\n\nPut them on.\n\n2.1 Where is it?\n\nHere.\n"
    )
    assert [section for section, _, _ in outline(text)] == [(), (), (), ()]


def test_ends_of_wrapped_lines_of_the_contents():
    text = (
        "Saws\n\n1 Lending\n  1.1 Who may?\n  1.2 Is it dear?\n  1.3 I have lent one but it is\n"
        "      dull!\n  1.4 Is it new?\n\n1. Lending\n\n1.1 Who may?\n\nAll.\n\n1.2 Is it dear?\n\n"
        "No.\n\n1.3 I lent one that is dull.\n\nTell us.\n\n1.4 Is it new?\n\nYes.\n"
    )
    assert (7, "dull!") in [(one.line, one.words) for one in parsed(text).left_out]
    assert len(questions(text)) == 4


def test_sections_that_the_contents_name_are_on_one_level():
    def part(title):
        return f"{title}\n\nQ: Who may?\n\nA: All may.\n\nQ: Is it dear?\n\nA: It is not.\n\n"

    titles = ["Lending", "Repair, wear", "Return", "Fees"]
    listed = "".join(f"  {number} {title}\n" for number, title in enumerate(titles, 1))
    text = f"Saws\n\nContents\n\n{listed}\n{''.join(map(part, titles))}"
    sections = [section for section, _, _ in outline(text)]
    assert sections == [(title,) for title in titles for _ in range(2)]


def test_text_with_the_signs_of_markdown():
    assert outline("# Saws\n\n## Is it dear?\n\nNo.\n") == [((), "Is it dear?", "No.")]
    text = "Saws\n----\n\n**Q: Is it dear?**\n\nA: No.\n\n**Q: Who may?**\n\nA: All.\n"
    assert questions(text) == ["Is it dear?", "Who may?"]
    config = "How do I set it up?\n\n# the size\nsize 3\n\nIs it dear?\n\n**No**, it is not.\n"
    assert questions(config) == ["How do I set it up?", "Is it dear?"]


def test_headings_between_rules_with_a_colon():
    rule = "-" * 30
    text = f"{rule}\nSaws:\n{rule}\nQ: Dear?\nA: No.\n\n"
    text += f"{rule}\nDrills:\n{rule}\nOf all sizes.\n\nQ: New?\nA: Yes.\n"
    assert ("Drills:", "Of all sizes.") in [one[1:] for one in outline(text)]


def test_headings_of_two_lines_that_are_underlined_each():
    first, second = "Why can I not lend a saw and a drill at", "the same time?"
    text = f"Help\n====\n\n{first}\n{'-' * len(first)}\n{second}\n{'-' * len(second)}\nYou can.\n"
    for words in ("Is it dear?", "It is dull!!"):
        text += f"\n{words}\n{'-' * 11}\nNo.\n"
    assert questions(text) == [f"{first} {second}", "Is it dear?", "It is dull!!"]


def test_a_heading_without_text_above_a_question_is_named():
    text = "Saws\n\nAll questions\n-------------\n\n"
    text += "Is it dear?\n-----------\n\nNo.\n\nWho may?\n--------\n\nAll.\n"
    named = {section for one in parsed(text).entries for section in one.section}
    assert "All questions" in named | {one.words for one in parsed(text).left_out}


def test_headings_to_the_left_of_the_text():
    text = (
        "NAME\n    Saws - all about saws\n\nDESCRIPTION\n    Read this first.\n\n"
        "  General\n  Who may lend one?\n    All who live here may,\n    without a fee.\n\n"
        "  Is there a card\n    There is. Ask for it\n    at the desk.\n\n"
        "  Where is it?\n    In the hall.\n\n    Follow the signs.\n\n"
        "  Repair\n   Who mends it?\n    We do it\n    once a week.\n\nAUTHORS\n    All of us.\n"
    )
    assert [one[:2] for one in outline(text)] == [
        ((), "NAME"),
        ((), "DESCRIPTION"),
        (("DESCRIPTION", "General"), "Who may lend one?"),
        (("DESCRIPTION", "General"), "Is there a card"),
        (("DESCRIPTION", "General"), "Where is it?"),
        (("DESCRIPTION", "Repair"), "Who mends it?"),
        ((), "AUTHORS"),
    ]


def test_a_list_of_questions_without_answers_is_no_style():
    listed = "".join(f"Q{number}.1   Is it number {number} ?\n" for number in range(1, 9))
    asked = "Question 1.1.  Is it dear ?\n\nNo.\n\nQuestion 2.1.  Who may ?\n\nAll.\n"
    text = f"Saws\n\n{listed}\n{asked}"
    assert questions(text)[-2:] == ["Is it dear ?", "Who may ?"]


def test_chapters_in_chapters_and_sentences_that_the_contents_name():
    text = (
        "Saws\n\n  Since 2 May\n  1. Lending\n    1.1 The desk\n      1.1.1 It is shut.\n"
        "      1.1.2 Nobody is there!\n    1.2 The card\n      1.2.1 I have lost it.\n"
        "  2. Repair\n\n1. Lending\n\n1.1 The desk\n\n1.1.1 It is shut.\n\nRing the bell.\n\n"
        "1.1.2 Nobody is there!\n\nRing twice.\n\n1.2 The card\n\n1.2.1 I have lost it.\n\n"
        "Tell us.\n\n2. Repair\n\nAsk at the desk.\n"
    )
    assert outline(text)[-4:] == [
        (("Lending", "The desk"), "It is shut.", "Ring the bell."),
        (("Lending", "The desk"), "Nobody is there!", "Ring twice."),
        (("Lending", "The card"), "I have lost it.", "Tell us."),
        ((), "Repair", "Ask at the desk."),
    ]
    assert "Since 2 May" not in [one.words for one in parsed(text).left_out]


def test_the_list_of_links_of_a_text_browser():
    text = (
        "Saws\n\nIs it dear?\n\nNo, see [1]the list.\n\nWho may?\n\nAll, see [2]here.\n\n"
        "References\n\n   1. https://saws.example/fees\n   2. mailto:us@saws.example\n"
    )
    assert questions(text) == ["Is it dear?", "Who may?"]
    assert [one.line for one in parsed(text).left_out] == [11, 13, 14]
    answer = text.replace("[1]", "").replace("[2]", "")
    assert not parsed(answer).left_out


def test_a_bullet_that_is_not_full_does_not_go_on():
    text = "".join(
        f"   * {words}\n     This is the text below it, which is longer than that line.\n\n"
        for words in ("It is dull", "It is gone", "It stops")
    )
    assert questions(text) == ["It is dull", "It is gone", "It stops"]


@pytest.mark.parametrize("gap", [". ", "."])
@pytest.mark.parametrize("end", ["", ":"])
def test_numbers_begin_again_below_each_title(gap, end):
    def part(title, *asked):
        numbered = enumerate(asked, 1)
        return f"{title}\n\n" + "".join(f"{n}{gap}{one}\nAsk us\n\n" for n, one in numbered)

    text = "Saws\n\n" + part("Lending", "How long?", "Who may?")
    text += part(f"Repair & wear{end}", "It is dull. What now?", "Who mends it?")
    text += part(f"🔄 Return{end}", "When do I return it?")
    assert [(section, question) for section, question, _ in outline(text)] == [
        (("Lending",), "How long?"),
        (("Lending",), "Who may?"),
        ((f"Repair & wear{end}",), "It is dull. What now?"),
        ((f"Repair & wear{end}",), "Who mends it?"),
        ((f"🔄 Return{end}",), "When do I return it?"),
    ]


def test_questions_below_titles_without_any_answer():
    text = "Saws\n\n1.How long?\n2.Who may?\n\nRepair\n\n1.Is it dear?\n2.Who mends it?\n"
    with pytest.raises(CorpusError, match="no question with an answer"):
        parsed(text)


def test_a_letter_that_has_two_in_lower_case_is_no_number():
    assert "1İ) How so" in parsed("1) Why?\n\nx\n\n1İ) How so\n\ny\n").text


def test_words_between_angle_brackets_stay():
    found = parsed("# FAQ\n\n## Is it free?\n\nSend it to <Your Name here> please.\n")
    assert "Send it to <Your Name here> please." in found.text

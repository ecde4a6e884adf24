"""Layouts of plain text: indented answers, decorated lines, contents and signs."""

from pathlib import Path

from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.plain_text import read_plain_text


def parsed(text):
    return read_plain_text(RawFile(Path("faq.txt"), text.encode()))


def read(text):
    return parsed(text).entries


def outline(text):
    return [
        (entry.section, entry.question, " ".join(entry.answer.of(text).split()))
        for entry in read(text)
    ]


def test_statements_at_the_margin_with_indented_answers():
    text = (
        "Who pays?\n\tThe host.\n\nIt is late. Can I come?\n\tYes.\n\tRing twice.\n\n"
        "But I have no key.\n\tAsk us.\n\nWhere?\n\tHere.\n"
    )
    assert outline(text) == [
        ((), "Who pays?", "The host."),
        ((), "It is late. Can I come?", "Yes. Ring twice."),
        ((), "But I have no key.", "Ask us."),
        ((), "Where?", "Here."),
    ]


def test_lines_at_the_margin_are_no_questions_where_many_have_nothing_below():
    text = (
        "Who pays?\n    The host.\n\nIt is late.\n\nSo wait.\n\n"
        "Where?\n    Here.\n\nWhen?\n    Now.\n"
    )
    assert outline(text)[0] == ((), "Who pays?", "The host. It is late. So wait.")


def test_decorated_lines_above_questions_are_sections():
    text = (
        "---rooms---\n\nWho pays?\nThe host. See:\n\n--- cut here ---\n\nA note.\n\n"
        "*** Parking ***\n\nWhere?\nHere.\n\n=== Pool ===\n\nWhen?\nAt noon.\n"
    )
    assert outline(text) == [
        (("rooms",), "Who pays?", "The host. See: --- cut here --- A note."),
        (("Parking",), "Where?", "Here."),
        (("Pool",), "When?", "At noon."),
    ]


def test_a_single_decorated_line_at_the_top_is_the_title():
    found = parsed("*** Our FAQ ***\n\nWho pays?\nThe host.\n\nWhere?\nHere.\n")
    assert found.metadata == {"title": "Our FAQ"}
    assert [entry.section for entry in found.entries] == [(), ()]


def test_answers_beside_their_questions():
    text = "Who pays? - The host.\n---\nWhere is it? - In - or near - town.\n---\nWhen?\tNow.\n"
    assert outline(text) == [
        ((), "Who pays?", "The host."),
        ((), "Where is it?", "In - or near - town."),
        ((), "When?", "Now."),
    ]


def test_an_answer_mark_alone_on_its_line():
    text = "Q. Who pays?\n\nA.\n   The host.\n\nQ. Where?\n\nA.\n   Here.\n"
    assert outline(text) == [((), "Who pays?", "The host."), ((), "Where?", "Here.")]


def test_a_wrapped_question_of_several_sentences():
    text = (
        "1) Who pays?\n\nThe host.\n\n2) I lost my key. I looked everywhere in the\n"
        "house. What now?\n\nRing.\n\n3) Where?\n\nHere.\n"
    )
    assert outline(text)[1] == (
        (), "I lost my key. I looked everywhere in the house. What now?", "Ring.",
    )  # fmt: skip


def test_a_question_with_a_part_number_among_whole_ones():
    text = "1) Who pays?\n\nThe host.\n\n1.2) Who else?\n\nNobody.\n\n2) Where?\n\nHere.\n"
    assert [entry[1:] for entry in outline(text)] == [
        ("Who pays?", "The host."), ("Who else?", "Nobody."), ("Where?", "Here."),
    ]  # fmt: skip


def test_contents_with_wrapped_items_and_numbers_of_links():
    text = (
        "House FAQ\n\n   1. [2]I lost my key and it is late, what\n   should I do?\n\n"
        "   2. [3]Who pays?\n\n   3. [4]Where is it?\n\n"
        "1. I lost my key and it is late, what should I do?\n\n   Ring.\n\n"
        "1. at the front\n\n   There is a bell.\n\n2. at the back\n\n   Knock.\n\n"
        "2. Who pays?\n\n   The host.\n\n3. Where is it?\n\n   Here.\n"
    )
    found = parsed(text)
    assert [entry.question for entry in found.entries] == [
        "I lost my key and it is late, what should I do?", "Who pays?", "Where is it?",
    ]  # fmt: skip
    assert [left.line for left in found.left_out] == [3, 4, 6, 8]
    assert {left.reason for left in found.left_out} == {"table of contents"}


def test_statements_and_sections_that_the_contents_name():
    text = (
        "House FAQ\n\nSection 1 - Rooms\n\n\t1.1\tWho pays?\n\t1.2\tMy key is lost.\n"
        "\t1.3\tWhere can I park?\n\nSection 2 - Pool\n\n\t2.1\tWhen is it open?\n\n"
        "Section 1 - Rooms\n\n1.1\tWho pays?\n\nThe host.\n\n1.2\tMy key is lost.\n\nRing.\n\n"
        "1.3\tWhere may I park?\n\nHere.\n\nSection 2 - The pool\n\n"
        "2.1\tWhen is it open?\n\nAt noon.\n"
    )
    found = parsed(text)
    assert outline(text) == [
        (("Section 1 - Rooms",), "Who pays?", "The host."),
        (("Section 1 - Rooms",), "My key is lost.", "Ring."),
        (("Section 1 - Rooms",), "Where may I park?", "Here."),
        (("Section 2 - The pool",), "When is it open?", "At noon."),
    ]
    assert [left.line for left in found.left_out] == [3, 5, 6, 7, 9, 11]


def test_asciidoc_headings_keep_what_is_below_them():
    text = (
        "House FAQ\n=========\n\n== Who pays?\n\n[NOTE]\nThe host.\n\n=== By card\n\nYes.\n\n"
        "== The key is lost\n\nRing.\n\n== Where?\n\nHere.\n"
    )
    assert outline(text) == [
        ((), "Who pays?", "[NOTE] The host. === By card Yes."),
        ((), "The key is lost", "Ring."),
        ((), "Where?", "Here."),
    ]


def test_signs_of_which_a_third_ask_head_the_text_below_them():
    text = (
        "# Who pays?\nThe host.\n\n# No key\nRing.\n\n# Where?\nHere.\n\n# Too late\nWait.\n\n"
        "# No light\nLook up.\n"
    )
    assert [entry[1] for entry in outline(text)] == [
        "Who pays?", "No key", "Where?", "Too late", "No light",
    ]  # fmt: skip


def test_a_numbered_heading_on_two_lines():
    text = (
        "1.1 Who pays?\n\nThe host.\n\n1.2 I put the key into the old lock but the door will not\n"
        "open at all!\n\nRing.\n\n1.3 Where?\n\nHere.\n"
    )
    assert outline(text)[1] == (
        (), "I put the key into the old lock but the door will not open at all!", "Ring.",
    )  # fmt: skip


def test_wrapped_steps_of_an_answer_are_no_questions():
    text = (
        "How do I clean it?\n\n1. Please open the door of the machine and then take the\n"
        "filter out.\n\n2. Wash it in warm water and put it back into the empty\nmachine\n\n"
        "Where is it?\n\nHere.\n"
    )
    assert [entry[1] for entry in outline(text)] == ["How do I clean it?", "Where is it?"]


def test_counted_lines_above_questions_are_sections():
    text = (
        "Section 1: Rooms\n\nWho pays?\nThe host.\n\nWhere?\nHere.\n\n"
        "Section 2: Pool\n\nWhen?\nSee room 2.\n\nRoom 2: empty\n\nWhy?\nSo.\n"
    )
    assert outline(text) == [
        (("Section 1: Rooms",), "Who pays?", "The host."),
        (("Section 1: Rooms",), "Where?", "Here."),
        (("Section 2: Pool",), "When?", "See room 2. Room 2: empty"),
        (("Section 2: Pool",), "Why?", "So."),
    ]


def pairs(text):
    found = parsed(text)
    return [(entry.question, entry.answer.of(found.text)) for entry in found.entries]


def test_numbered_questions_over_two_lines_without_a_question_mark():
    text = (
        "1. What is it?\n\nA game.\n\n2. Where is it?\n\nHere.\n\n3. I start it and it stops with\n"
        "   this error.\n\nClean it.\n\n4. Who made it?\n\nAnn.\n"
    )
    assert pairs(text)[2] == ("I start it and it stops with this error.", "Clean it.")


def test_rule_below_a_sentence_is_no_underline():
    text = (
        "1.1 What is it?\n\nA game for two.\n\nThe rules are in a booklet, with many pictures.\n"
        f"{'=' * 50}\n\n1.2 Who made it?\n\nAnn.\n"
    )
    assert [question for question, _ in pairs(text)] == ["What is it?", "Who made it?"]


def test_sentence_that_asks_is_no_question_beside_underlined_ones():
    text = (
        "Questions\n=========\n\nDo you have SQL?\n----------------\n\nNo.\n\n"
        "It is slow, and why would we\ndo the work for you?\n\n"
        "Where is it?\n------------\n\nHere.\n\nIt stops\n--------\n\nClean it.\n"
    )
    assert pairs(text) == [
        ("Do you have SQL?", "No.\n\nIt is slow, and why would we\ndo the work for you?"),
        ("Where is it?", "Here."),
        ("It stops", "Clean it."),
    ]


def test_attributes_anchors_and_comments_of_asciidoc_are_left_out():
    text = (
        "= Questions\n:lang: en\n//:title: Old\n\n[[why]]\n== Why?\n\nSo.\n\n"
        "// todo\n\n== How?\n\nThus: see https://x.test\n\n// vim: set tw=78:\n"
    )
    found = parsed(text)
    assert pairs(text) == [("Why?", "So."), ("How?", "Thus: see https://x.test")]
    assert [one.words for one in found.left_out] == [
        ":lang: en",
        "//:title: Old",
        "[[why]]",
        "// todo",
        "// vim: set tw=78:",
    ]


def test_comments_of_code_stay_in_text_that_is_not_asciidoc():
    text = "Is it free?\nYes.\n\n// not a comment\n\nWhere is it?\nHere.\n"
    assert pairs(text)[0] == ("Is it free?", "Yes.\n\n// not a comment")


def test_heading_below_an_anchor_of_asciidoc_is_a_heading():
    text = "= Questions\n\n[[a]]\nIt stops\n--------\nWait.\n\n[[b]]\nWhy?\n----\nSo.\n"
    assert pairs(text) == [("It stops", "Wait."), ("Why?", "So.")]


def test_lone_words_at_the_top_are_the_title_although_they_end_with_a_stop():
    found = parsed("Leo F.A.Q.\n\nQ1. Why?\nA1. So.\n\nQ2. How?\nA2. Thus.\n")
    assert [entry.question for entry in found.entries] == ["Why?", "How?"]
    assert found.metadata["title"] == "Leo F.A.Q."


def test_a_list_that_many_answers_share_is_no_contents():
    plans = "- Bronze plan\n- Silver plan\n"
    asked = ("School", "College", "Work", "Loan")
    text = "".join(f"Q. {one}\nA. These are our plans:\n{plans}\n" for one in asked)
    text += "Q. Bronze plan\nA. Two trips.\n\nQ. Silver plan\nA. Four trips.\n"
    found = dict(pairs(text))
    assert {found[one] for one in asked} == {f"These are our plans:\n{plans.strip()}"}
    assert found["Silver plan"] == "Four trips."

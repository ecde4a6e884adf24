"""The ways in which people write FAQs in Markdown."""

from pathlib import Path

import pytest

from chatbot.corpus.passages import build_entries
from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError


def parsed(text):
    return read_markdown(RawFile(Path("faq.md"), text.encode()))


def entries(text):
    """[(section › question, answer), …]."""
    found = parsed(text)
    return [
        (
            " › ".join([*entry.section, entry.question]),
            "\n".join(block.span.of(found.text) for block in entry.blocks),
        )
        for entry in found.entries
    ]


CARD, PARK = ("What does a card cost?", "Nothing."), ("Where can I park?", "Outside.")
STYLES = {
    "headings": "## What does a card cost?\n\nNothing.\n\n## Where can I park?\n\nOutside.",
    "headings with decoration": (
        "## 1. What does a card cost? {#card}\n\nNothing.\n\n"
        "## 🚗 2.1 Where can I park? 🚗\n\nOutside."
    ),
    "prefixes": (
        "### Q: What does a card cost?\n**A:** Nothing.\n\n"
        "### Q2. Where can I park?\nA2: Outside."
    ),
    "setext": "What does a card cost?\n---\nNothing.\n\nWhere can I park?\n===\nOutside.",
    "anchors and comments": (
        '<a name="a"></a>\n## <!-- x --> What does a card cost?\nNothing.\n\n<br/>\n\n---\n\n'
        '## <a id="b"></a>[Where can I park?](#b)\n<!-- y -->\nOutside.\n\n***'
    ),
    "no space behind the sign": (
        "##What does a card cost?##\nNothing.\n\n##Where can I park?##\nOutside."
    ),
    "bold": "**What does a card cost?**\n\nNothing.\n\n**Where can I park?**\n\nOutside.",
    "bold and answer on the next line": (
        "**What does a card cost?**\nNothing.\n\n**Where can I park?**  \nOutside."
    ),
    "bold and answer in one line": (
        "**What does a card cost?** Nothing.\n\n**Where can I park**? Outside."
    ),
    "bold letters": (
        "**Q**. What does a card cost?\n\n**A**. Nothing.\n\n"
        "**Q:** Where can I park?\n\n**A:** Outside."
    ),
    "letters": "Q: What does a card cost?\nA: Nothing.\n\nQ: Where can I park?\n\nA: Outside.",
    "letters in one line": (
        "Q: What does a card cost? A: Nothing.\n\n"
        "Q: Where can I park? A: Outside."
    ),
    "words of other languages": (
        "**Frage:** What does a card cost?\n\n**Antwort:** Nothing.\n\n"
        "**问：** Where can I park?\n\n**答：** Outside."
    ),
    "details": (
        "<details>\n<summary>What does a card cost?</summary>\n\nNothing.\n\n</details>\n"
        "<details><summary><b>Where can I park?</b></summary>Outside.</details>"
    ),
    "numbered items": (
        "1. **What does a card cost?**\n\n   Nothing.\n\n2. Where can I park?\n\n   Outside."
    ),
    "numbered lines": "1. What does a card cost?\n\nNothing.\n\n2. Where can I park?\n\nOutside.",
    "items with the answer below": (
        "* What does a card cost?\n  * Nothing.\n* Where can I park?\n  * Outside."
    ),
    "items in one line": "- What does a card cost? Nothing.\n- Where can I park? Outside.",
    "bold items": "- **What does a card cost?** Nothing.\n- **Where can I park?** Outside.",
    "definitions": "What does a card cost?\n: Nothing.\n\nWhere can I park?\n: Outside.",
    "table": (
        "| Question | Answer |\n|---|---|\n| What does a card cost? | Nothing. |\n"
        "| Where can I park? | Outside. |"
    ),
    "plain lines": "What does a card cost?\n\nNothing.\n\nWhere can I park?\n\nOutside.",
    "plain lines without gaps": "What does a card cost?\nNothing.\n\nWhere can I park?\nOutside.",
    "admonitions": (
        '??? question "What does a card cost?"\n    Nothing.\n\n'
        '??? "Where can I park?"\n    Outside.'
    ),
    "quotations": "> What does a card cost?\n\nNothing.\n\n> Where can I park?\n\nOutside.",
    "contents": (
        "- [What does a card cost?](#a)\n- [Where can I park?](#b)\n\n"
        "## What does a card cost?\nNothing.\n\n[back to top](#top)\n\n"
        "## Where can I park?\nOutside."
    ),
    "contents without links": (
        "1. What does a card cost?\n2. Where can I park?\n\n"
        "## What does a card cost?\nNothing.\n\n## Where can I park?\nOutside."
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_two_questions_in_many_styles(style):
    found = [(question, answer.removeprefix("• ")) for question, answer in entries(STYLES[style])]
    assert found == [CARD, PARK]


def test_what_is_no_question_is_an_entry_too():
    assert entries(
        "# Pool\n\nWelcome.\n\n## When are you open?\n\nDaily.\n\n### In winter\n\nOn Sundays.\n\n"
        "## Lost property\n\nAt the desk.\n\n# Contact\n\nCall us."
    ) == [
        ("Pool", "Welcome."),
        ("Pool › When are you open?", "Daily.\nIn winter\nOn Sundays."),
        ("Pool › Lost property", "At the desk."),
        ("Contact", "Call us."),
    ]


def test_sections_are_the_context_of_their_questions():
    assert entries(
        "# Shop\n\n## Shipping\n\n### Abroad\n\n#### How long does it take?\n\nA week.\n\n"
        "### At home\n\n#### How long does it take?\n\nA day.\n\n## Returns\n\nWithin a month.\n"
    ) == [
        ("Shipping › Abroad › How long does it take?", "A week."),
        ("Shipping › At home › How long does it take?", "A day."),
        ("Returns", "Within a month."),
    ]


def test_text_below_a_folded_question_belongs_to_the_section():
    assert entries(
        "## Cards\n\n<details><summary>What does a card cost?</summary>Nothing.</details>\n\n"
        "Ask at the desk."
    ) == [("Cards › What does a card cost?", "Nothing."), ("Cards", "Ask at the desk.")]


def test_lists_of_questions_in_an_answer_stay_in_it():
    text = "## Is it for me?\n\nAsk yourself:\n\n- Do I swim?\n- Do I float?\n\n## Where?\n\nHere."
    assert entries(text)[0] == (
        "Is it for me?",
        "Ask yourself:\n• Do I swim?\n• Do I float?",
    )


def test_items_with_questions_and_answers_stay_in_the_answer_of_a_heading_that_asks():
    text = "## How do I join?\n\n- Are you a member? Call us.\n- Are you new? Come in.\n"
    assert entries(text) == [
        ("How do I join?", "• Are you a member? Call us.\n• Are you new? Come in.")
    ]
    assert len(entries(text.replace("?\n\n", "\n\n"))) == 2


def test_of_two_questions_above_one_answer_both_lead_to_it():
    found = parsed("## Is it free?\n\n## Is it free for children?\n\nYes.\n\n## Where?\n\nHere.")
    first, _ = found.entries
    assert first.question == "Is it free? Is it free for children?"
    assert first.alternative_questions == ("Is it free?", "Is it free for children?")
    assert first.heading.of(found.text) == "Is it free?\n\nIs it free for children?"
    assert found.remarks == ((1, "Is it free?", "it shares the answer of the next question"),)


def test_a_question_without_an_answer_is_named():
    found = parsed("## Is it free?\n\nYes.\n\n## Where is it?\n\n## Empty\n\n# Next\n\nText.")
    assert found.left_out == (
        (5, "Where is it?", "a question without an answer"),
        (7, "Empty", "a heading without text below it"),
    )


def test_each_row_of_a_table_is_a_passage_with_the_header():
    found = parsed(
        "## When are you open?\n\nOur hours:\n\n| Day | Opens |\n|---|---|\n| Monday | 10:00 |\n"
        "| Saturday | 09:00 |\n"
    )
    [entry] = build_entries("faq", found.text, found.entries, "en")
    assert [(passage.lead, passage.text) for passage in entry.passages] == [
        ("", "Our hours:"),
        ("Day | Opens", "Monday | 10:00"),
        ("Day | Opens", "Saturday | 09:00"),
    ]


def test_code_keeps_its_lines_and_a_heading_leads_what_follows():
    found = parsed(
        "## How do I log in?\n\nType this:\n\n```sh\nssh desk\n  ask\n```\n\n### Then\n\n- Wait.\n"
    )
    [entry] = build_entries("faq", found.text, found.entries, "en")
    assert [(passage.lead, passage.text) for passage in entry.passages] == [
        ("Type this:", "ssh desk\n  ask"),
        ("Then", "• Wait."),
    ]


def test_instructions_to_site_generators_are_left_out():
    found = parsed(
        "{% include toc.html %}\n\n[[toc]]\n\n## Why?\n{: .big}\n\n"
        "::: tip Careful\nBecause.\n:::\n\n"
        "> [!NOTE]\n> So."
    )
    [entry] = found.entries
    assert (entry.question, entry.answer.of(found.text)) == ("Why?", "Careful\n\nBecause.\n\nSo.")
    assert {one.reason for one in found.left_out} == {"an instruction to a site generator"}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "Close it with </html> at last.\n\nThen go.",
            "Close it with </html> at last.\n\nThen go.",
        ),
        ("First.\n\n</body></html>\n\nThen go.", "First.\n\nThen go."),
        ("Write <your-name> there.", "Write <your-name> there."),
        ("<Tab value='x'>One</Tab> <Badge/> <b>two</b>.", "One two."),
        ("Import permits come from the ministry.", "Import permits come from the ministry."),
        ('```\n#comment\n!!! "x"\n```', '#comment\n!!! "x"'),
        ("- **Bold.**\n- **Bold** rest.", "• Bold.\n• Bold rest."),
        ("[![Chat](chat.png)](https://chat.test) here", "Chat here"),
        (
            "<table>Top<tr><td>a</td></tr><td>b</td><td>c</td><p>Above</p><tr><td>d</td><td>e</td></table>",
            "Above\n\na\nb | c\nd | e",
        ),
    ],
)
def test_nothing_of_a_text_is_taken_for_markup_that_is_none(text, answer):
    found = parsed(f"**Why?**\n\n{text}\n\n**When?**\n\nNow.")
    assert [entry.question for entry in found.entries] == ["Why?", "When?"]
    assert found.entries[0].answer.of(found.text) == answer


def test_toml_front_matter():
    found = parsed('+++\ntitle = "Pool"\n\ndraft = false\n+++\n## Why?\n\nBecause.\n')
    assert (found.metadata, found.entries[0].line) == ({"title": "Pool", "draft": False}, 6)
    with pytest.raises(CorpusError) as error:
        parsed("+++\ntitle: Pool\n+++\n## Why?\n\nBecause.\n")
    assert str(error.value).startswith("faq.md, line 1: the front matter is not valid TOML. ")


def test_steps_that_ask_are_no_questions_beside_others():
    steps = "- Is it on? Press the button.\n- Is it red? Wait."
    assert entries(f"## Faults\n\n{steps}\n\n## Why?\n\nSo.")[0] == (
        "Faults",
        "• Is it on? Press the button.\n• Is it red? Wait.",
    )


def test_pictures_are_named_and_their_words_inside_a_text_are_kept():
    found = parsed("## Why?\n\n![a map](map.png)\n\nPress ![OK](ok.png) twice.")
    assert found.entries[0].answer.of(found.text) == "Press OK twice."
    assert [(one.words, one.reason) for one in found.left_out] == [("a map", "a picture")]


def test_links_and_entities():
    found = parsed("## Why?\n\nF&uuml;r [all](https://example.org/a?b=1&c) &lt;b&gt; of us.")
    assert found.entries[0].answer.of(found.text) == "Für all <b> of us."
    [mark] = found.marks
    assert (mark.span.of(found.text), mark.target) == ("all", "https://example.org/a?b=1&c")


def test_heading_in_a_list_item_is_answered_below_the_list():
    found = parsed("- ## Is it free?\n\nYes.\n\n- For all.\n\n- ## Where is it?\n\nBehind.\n")
    assert [(entry.question, entry.answer.of(found.text)) for entry in found.entries] == [
        ("Is it free?", "Yes.\n\n• For all."),
        ("Where is it?", "Behind."),
    ]


@pytest.mark.parametrize("heading", ["## Contents", "## 0. Table of contents"])
def test_lists_below_a_heading_for_contents_are_left_out(heading):
    found = parsed(f"{heading}\n\n1. The rest\n   - More\n\n## Is it free?\n\nYes.\n")
    assert [entry.question for entry in found.entries] == ["Is it free?"]
    assert [one.words for one in found.left_out][1:] == ["1. The rest", "• More"]


def test_list_with_text_below_a_heading_for_contents_is_an_entry():
    found = parsed("## Contents\n\n- A cup.\n\nIt comes in a box.\n\n## Is it free?\n\nYes.\n")
    assert [entry.question for entry in found.entries] == ["Contents", "Is it free?"]


def test_number_before_a_stroke_is_no_part_of_the_question():
    found = parsed("## 01/ Is it free?\n\nYes.\n\n## 02 | 24/7 help?\n\nNo.\n")
    assert [entry.question for entry in found.entries] == ["Is it free?", "24/7 help?"]


def pairs(text):
    found = parsed(text)
    return [(entry.question, entry.answer.of(found.text)) for entry in found.entries]


def test_bold_first_item_of_several_lists_is_answered_by_the_others():
    text = "- **It stops**\n- Start it.\n- Wait.\n\n---\n\n- **Is it free?**\n- Yes.\n"
    assert pairs(text) == [("It stops", "• Start it.\n• Wait."), ("Is it free?", "• Yes.")]


def test_html_that_a_blank_line_made_code_is_html():
    text = (
        '<ul>\n\n\t<li><a href="#" class="q">Is it free?</a><div class="a">Yes.</div></li>\n'
        '\t<li><a href="#" class="q">Where is it?</a><div class="a">Behind.</div></li>\n\n</ul>\n'
    )
    assert pairs(text) == [("Is it free?", "Yes."), ("Where is it?", "Behind.")]


def test_questions_of_the_front_matter_are_read_where_the_text_has_none():
    text = (
        "---\ntitle: FAQ\nfaqs:\n  - section: Fees\n    questions:\n"
        "      - question: Is it free?\n        answer: |\n          Yes.\n"
        "      - question: Why?\n        answer: So.\n---\n\nAsk Ann.\n"
    )
    found = parsed(text)
    assert [(entry.question, entry.answer.of(found.text)) for entry in found.entries] == [
        ("Is it free?", "Yes."),
        ("Why?", "So."),
    ]
    assert found.entries[0].section[-1] == "Fees"
    assert found.metadata == {"title": "FAQ"}
    assert ("Ask Ann.", 13) in [(one.words, one.line) for one in found.left_out]


def test_other_lists_of_the_front_matter_are_no_faq():
    text = "---\nlinks:\n  - title: Home\n    text: Here\n  - title: Map\n    text: There\n---\n"
    with pytest.raises(CorpusError, match="no question was found"):
        parsed(text)


def test_questions_of_the_front_matter_beside_others_are_named():
    text = "---\nfaq:\n  - question: Why?\n    answer: So.\n---\n\n## Contact\n\nAsk Ann.\n"
    found = parsed(text)
    assert [entry.question for entry in found.entries] == ["Contact"]
    assert "Why? So." in [one.words for one in found.left_out]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# Paint\n\nWe mix it.\n\nSolution: wait.\n\n## Is it wet?\n\nYes.",
            [("Paint", "We mix it.\nSolution: wait."), ("Is it wet?", "Yes.")],
        ),
        ("## Why?\n\nIt is.\n\nMind\n\nAnswer: 5.", [("Why?", "It is.\nMind\nAnswer: 5.")]),
        (
            "**Is it wet?**\n\nYes.\n\nIt drips.\n\nSolution: wait.",
            [("Is it wet?", "Yes.\nIt drips.\nSolution: wait.")],
        ),
        (
            "Q: Is it wet?\n\nA: Yes.\n\nIt drips.\n\nSolution: wait.",
            [("Is it wet?", "Yes.\nIt drips.\nSolution: wait.")],
        ),
        (
            "# Paint\n\nWe mix it.\n\nSolution: wait.\n\n## Hours\n\nNine.",
            [("Paint", "We mix it.\nSolution: wait."), ("Hours", "Nine.")],
        ),
        (
            "# Paint\n\nIt drips\n\nSolution: wait.\n\nIt dries\n\nSolution: stir.",
            [("It drips", "wait."), ("It dries", "stir.")],
        ),
        ("It drips\n\nAnswer: Wait.", [("It drips", "Wait.")]),
    ],
)
def test_a_paragraph_above_a_solution_is_no_question_beside_headings_that_ask(text, expected):
    assert entries(text) == expected


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize(("asked", "said"), [("## ", ""), ("Q: ", "A: ")])
def test_a_problem_inside_an_answer_is_no_question(asked, said, gap):
    answer = f"File it.\n\nProblem: It is worn.{gap}Solution: Buy one."
    text = f"{asked}Is it dull?\n\n{said}{answer}\n\n{asked}Why?\n\n{said}So.\n"
    [(_, first), second] = entries(text)
    assert (first.split(), second) == (answer.split(), ("Why?", "So."))


def test_problems_are_questions_below_a_title_that_asks():
    said = "**Problem:** No light\n\nSolution: Press.\n\nProblem: Noise\n\nSolution: Oil it.\n"
    asked = [("What now? › No light", "Press."), ("What now? › Noise", "Oil it.")]
    assert entries(f"# What now?\n\n{said}") == asked


def test_emphasised_words_that_ask_are_questions_where_nothing_else_asks():
    asked = "_Who pays?_\n- The host\n\n*Is it far?*\nNo.\n\n_Is it wet?_ No. Is it late?\n"
    expected = [("Who pays?", "• The host"), ("Is it far?", "No.")]
    assert entries(f"# Trips\n\n{asked}") == [*expected, ("Is it wet?", "No. Is it late?")]
    assert entries(f"## Why?\n\n*Is it far?* No.\n\n{asked}")[0][0] == "Why?"
    assert len(entries(f"## Why?\n\n*Is it far?* No.\n\n{asked}")) == 1


def test_a_box_named_a_question_with_a_comment_inside():
    box = '<div class="q">{}<!-- a --><span>{}</span></div>'
    text = box.format("Is it wet?", "No.") + box.format("Is it far?", "Yes.")
    assert entries(text) == [("Is it wet?", "No."), ("Is it far?", "Yes.")]

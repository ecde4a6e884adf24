"""Callouts, directives in fences, tabs, folded blocks, and counted questions in Markdown."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError


def parsed(text):
    return read_markdown(RawFile(Path("faq.md"), text.encode()))


def outline(text):
    found = parsed(text)
    return [(one.question, one.answer.of(found.text), one.line) for one in found.entries]


PAIRS = [("Is it free?", "Yes, always."), ("Is it far?", "No.\n\nTen minutes.")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "> [!faq] Is it free?\n> Yes, **always**.\n\n"
            "> [!question]- Is it far?\n> No.\n>\n> Ten minutes.\n",
            [1, 4],
        ),
        (
            "```{dropdown} Is it free?\nYes, **always**.\n```\n\n"
            "````{admonition} Is it far?\n:class: dropdown\n\nNo.\n\nTen minutes.\n````\n",
            [1, 5],
        ),
        (
            '!!! question "Is it free?"\n    Yes, **always**.\n\n'
            '??? note "Is it far?"\n    No.\n\n    Ten minutes.\n',
            [1, 4],
        ),
        (
            "<details markdown='1'>\n<summary>Is it free?</summary>\nYes, **always**.\n</details>\n"
            "\n<details><summary>Is it far?</summary>\nNo.\n\nTen minutes.\n\n</details>\n",
            [2, 6],
        ),
    ],
)
def test_blocks_that_fold_or_ask(text, lines):
    assert [(question, answer) for question, answer, _ in outline(text)] == PAIRS
    assert [line for _, _, line in outline(text)] == lines


def test_callouts_and_directives_in_an_answer_lose_nothing_but_their_sign():
    text = (
        "## Is it free?\n\nYes.\n\n> [!tip] Cards\n> Bring *one*.\n\n"
        "```{note}\n:name: x\nNot on **Sundays**.\n```\n\n```{code-block} py\n:a: b\nfree()\n```\n"
    )
    [(_, answer, _)] = outline(text)
    assert answer == "Yes.\n\nCards\n\nBring one.\n\nNot on Sundays.\n\n:a: b\nfree()"
    assert [one.words for one in parsed(text).left_out] == ["{:name: x}"]


def test_tabs_keep_their_names_and_lines():
    text = (
        '## How?\n\n=== "Mac"\n\n    Press it.\n\n    - Twice.\n\n'
        '=== "Others"\n    Knock.\n\nWait.\n'
    )
    [(_, answer, _)] = outline(text)
    assert answer == "Mac\n\nPress it.\n\n• Twice.\n\nOthers\n\nKnock.\n\nWait."


def test_code_is_no_callout_and_no_tab():
    text = '## How?\n\n```\n> [!faq] Is it free?\n=== "Mac"\n</summary>\nx\n```\n'
    [(_, answer, _)] = outline(text)
    assert answer == '> [!faq] Is it free?\n=== "Mac"\n</summary>\nx'


def test_a_counter_before_each_question_is_no_word_of_it():
    text = "### Q1 Who?\n\nWe.\n\n### Q2 Why so?\n\nSo.\n\n### Q3 No way!\n\nYes.\n"
    assert [question for question, _, _ in outline(text)] == ["Who?", "Why so?", "No way!"]
    lone = "### Q1 results?\n\nGood.\n\n### Who?\n\nWe.\n"
    assert [question for question, _, _ in outline(lone)] == ["Q1 results?", "Who?"]


def test_q_and_a_before_chinese_without_a_colon():
    text = "Q 如何付款\nA 刷卡。\n\nQ 多远\nA 十分钟。\n"
    assert [(q, a) for q, a, _ in outline(text)] == [("如何付款", "刷卡。"), ("多远", "十分钟。")]


def test_titles_and_texts_in_front_matter_are_entries_if_some_ask():
    text = (
        "---\ntitle: Help\nblocks:\n  - tab_items:\n"
        "      - content_block: {title: 'Is it free?', content: [Yes.]}\n"
        "      - content_block: {title: Opening hours, content: Nine to five.}\n"
        "      - content_block: {title: 'May I?', content: No., link: /x}\n---\n"
    )
    assert [(q, a) for q, a, _ in outline(text)] == [
        ("Is it free?", "Yes."),
        ("Opening hours", "Nine to five."),
        ("May I?", "No."),
    ]
    assert all(entry.section == () for entry in parsed(text).entries)


def test_front_matter_alone_is_refused():
    with pytest.raises(CorpusError, match="no question was found"):
        parsed("---\ntitle: Help\n---\n")


def test_variables_of_a_site_in_the_target_of_a_link():
    text = "## May I?\n\nYes, [write](https://x.example/{{ site.name }}/new) to us.\n"
    assert outline(text)[0][1] == "Yes, write to us."


@pytest.mark.parametrize(
    "target",
    ['{{< relref "/how to" >}}', '{{ "/how" | relative_url }}#a', "{% link how.md %}", "{{ (x) }}"],
)
def test_references_of_a_site_generator_are_targets_of_links(target):
    text = f"## May I?\n\nYes, [write]({target}) to us (soon).\n"
    assert outline(text)[0][1] == "Yes, write to us (soon)."


def test_comments_of_mdx_are_left_out():
    text = "{/* to do:\n ask Ann */}\n\n## May I?\n\nYes.\n\n```\n{/* code */}\n```\n"
    assert [(q, a) for q, a, _ in outline(text)] == [("May I?", "Yes.\n\n{/* code */}")]
    assert [one.words for one in parsed(text).left_out] == ["to do: ask Ann"]


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n"])
def test_blank_lines_end_no_folded_block(gap):
    text = f'??? question "Is it free?"\n    Yes, always.{gap}    Always.{gap}\n## Far?\n\nNo.\n'
    line = text[: text.index("##")].count("\n") + 1
    assert outline(text) == [("Is it free?", "Yes, always.\n\nAlways.", 1), ("Far?", "No.", line)]


def test_tabs_in_a_folded_block_are_part_of_its_answer():
    tabs = '    === "Mac"\n\n        Press.\n\n    === "Else"\n\n        Click.\n'
    text = f'??? question "How?"\n    So:\n\n{tabs}\n## Far?\n\nNo.\n'
    assert outline(text) == [
        ("How?", "So:\n\nMac\n\nPress.\n\nElse\n\nClick.", 1),
        ("Far?", "No.", 12),
    ]


def test_markdown_in_the_title_of_a_folded_block():
    fold = "<details>\n<summary>{}</summary>\n\nYes.\n</details>\n"
    text = fold.format("**Is `x` free?**") + "\n" + fold.format("Is 2*3**2 far?")
    assert outline(text) == [("Is x free?", "Yes.", 2), ("Is 2*3**2 far?", "Yes.", 8)]
    code = f"## Why?\n\n```\n{fold.format('**A?**')}```\n"
    assert "**A?**" in outline(code)[0][1]

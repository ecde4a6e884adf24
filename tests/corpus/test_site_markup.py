"""Blocks of site generators that have the question as an argument."""

import pytest

from chatbot.corpus.readers.markdown import ARGUMENT_REASON, read_markdown
from chatbot.corpus.readers.parsed import RawFile

COST = "What does a card cost?"
PARK = "Where can I park?"
PAIRS = [(COST, "It is **free**.\n\nAsk us."), (PARK, "Behind the house.")]


def parsed(folder, text):
    return read_markdown(RawFile(folder / "faq.md", text.encode()))


def found(folder, text):
    read = parsed(folder, text)
    return [(entry.question, entry.answer.of(read.text)) for entry in read.entries]


STYLES = {
    "hugo": '{{{{< faq "{question}" >}}}}\n{answer}\n{{{{< /faq >}}}}\n',
    "hugo-named": (
        '{{{{% details title="{question}" closed="true" %}}}}\n\n{answer}\n\n{{{{% /details %}}}}\n'
    ),
    "liquid": "{{% details {question} %}}\n{answer}\n{{% enddetails %}}\n",
    "liquid-named": '{{% faq question="{question}" %}}\n{answer}\n{{% endfaq %}}\n',
    "zola": '{{% faq(question="{question}") %}}\n{answer}\n{{% end %}}\n',
    "component": '<Faq question="{question}">\n{answer}\n</Faq>\n',
    "component-indented": '<AccordionItem title="{question}">\n\n  {answer}\n\n</AccordionItem>\n',
    "fence": ":::details {question}\n{answer}\n:::\n",
    "forum": '[details="{question}"]\n{answer}\n[/details]\n',
}


@pytest.mark.parametrize("style", STYLES)
def test_argument_that_asks_is_the_question_and_what_is_inside_its_answer(tmp_path, style):
    text = "# FAQ\n\n" + "\n".join(
        STYLES[style].format(question=question, answer=answer.replace("\n\n", "\n\n  "))
        for question, answer in PAIRS
    )
    assert found(tmp_path, text) == [(COST, "It is free.\n\nAsk us."), (PARK, PAIRS[1][1])]
    lines = [text.splitlines()[entry.line - 1] for entry in parsed(tmp_path, text).entries]
    assert COST in lines[0] and PARK in lines[1]


def test_answer_may_be_an_argument_too(tmp_path):
    text = f'<Question q="{COST}" a="Nothing." />\n\n<Question q="{PARK}" a="Behind." />\n'
    assert found(tmp_path, text) == [(COST, "Nothing."), (PARK, "Behind.")]


def test_title_of_a_tab_is_text_of_the_answer_around_it(tmp_path):
    text = (
        "## How do I install it?\n\n"
        '<Tabs>\n<TabItem label="Windows">\n\nRun it.\n\n</TabItem>\n'
        '<TabItem label="Linux">\n\nBuild it.\n\n</TabItem>\n</Tabs>\n'
    )
    assert found(tmp_path, text) == [
        ("How do I install it?", "Windows\n\nRun it.\n\nLinux\n\nBuild it.")
    ]


def test_code_and_blocks_without_a_title_stay_as_they_are(tmp_path):
    text = (
        f'## {COST}\n\nWrite:\n\n```\n{{{{< faq "{PARK}" >}}}}\n```\n\n'
        ":::tip\nAsk us.\n:::\n\n## Is it open?\n\nYes.\n"
    )
    questions = [question for question, _ in found(tmp_path, text)]
    assert questions == [COST, "Is it open?"]
    assert PARK in found(tmp_path, text)[0][1]


def test_blocks_that_nothing_closes_lose_no_words(tmp_path):
    text = f'{{{{< faq "{COST}" >}}}}\nFree.\n\n## {PARK}\n\n{{{{< /tip >}}}}\nBehind.\n'
    read = parsed(tmp_path, text)
    words = read.text + "".join(one.words for one in read.left_out)
    assert all(one in words for one in (COST, "Free.", PARK, "Behind."))


def test_many_tags_that_nothing_closes_are_read(tmp_path):
    text = f"## {COST}\n\nFree.\n\n" + '{{< tip "x" >}}\n' * 20_000 + "{{< /foo >}}\n" * 20_000
    assert found(tmp_path, text)[0][0] == COST


def test_brackets_in_a_sentence_are_no_tag(tmp_path):
    text = f'## {COST}\n\n[We said "really?"] and more.\n\n[We asked "why?"]\n\nNothing.\n'
    assert found(tmp_path, text) == [
        (COST, '[We said "really?"] and more.\n\n[We asked "why?"]\n\nNothing.')
    ]


def test_other_arguments_of_a_block_are_named(tmp_path):
    text = (
        '# T\n\n{{< faq question="Is it free?" note="On Mondays" open="" >}}\nYes.\n{{< /faq >}}\n'
    )
    read = parsed(tmp_path, text)
    assert found(tmp_path, text) == [("Is it free?", "Yes.")]
    assert [(one.line, one.words, one.reason) for one in read.left_out] == [
        (3, 'note="On Mondays"', ARGUMENT_REASON)
    ]

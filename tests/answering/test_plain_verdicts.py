"""Verdicts of an FAQ as it comes, without an editor's lists."""

import pytest

from chatbot import Chatbot, Settings
from chatbot.retrieval.confidence import Verdict

ENTRIES = {
    "Do you have a sauna?": "Yes, a Finnish sauna in the basement. It is free for guests.",
    "Is there a lift?": "Yes. It stops at every floor.",
    "What time is lunch?": "From noon to two in the winter garden.",
    "Can I bring my cat?": "Cats are welcome. Tell us when you book.",
}


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inn")
    (folder / "corpus").mkdir()
    text = "".join(f"## {question}\n\n{answer}\n\n" for question, answer in ENTRIES.items())
    (folder / "corpus" / "inn.md").write_text(f"# The inn\n\n{text}")
    return Chatbot.open(Settings(corpus=folder / "corpus", index=folder / "index"))


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("do u have a sauna", 1),
        ("is the sauna free?", 1),
        ("when can we have lunch?", 3),
        ("may my cat come with me?", 4),
    ],
)
def test_what_it_answers_is_found(chatbot, asked, entry):
    answer = chatbot.ask(asked)
    assert answer.verdict is not Verdict.NOT_ANSWERED
    assert answer.hits[0].passage.entry == entry


@pytest.mark.parametrize(
    "asked",
    ["Do you have parking?", "Is there a bar?", "Do you have cots?", "Can I bring my boat?"],
)
def test_the_same_question_about_another_thing_is_not_said_to_be_answered(chatbot, asked):
    assert chatbot.ask(asked).verdict is not Verdict.ANSWERED

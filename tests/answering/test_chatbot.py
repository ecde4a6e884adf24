"""The whole chatbot on the shipped document, with the real model."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from chatbot.answering.answer import SmallTalk
from chatbot.answering.chatbot import Chatbot
from chatbot.corpus.documents import Document, Entry, Source, Span
from chatbot.retrieval.confidence import Verdict


@pytest.fixture(scope="module")
def chatbot(shipped_index, encoder):
    return Chatbot(shipped_index, encoder, max_question=200, model_languages={"en"})


@pytest.mark.parametrize(
    ("question", "entry", "words"),
    [
        ("what did Lamont do", 2, "Additionally, Connecticut Governor Ned Lamont signed"),
        ("Public Act 13-155", 2, "Public Act 13-155, which was enacted in 2013"),
        ("is the data encryptd?", 15, "encrypting information"),
        ("who sued the state?", 12, "The American Civil Liberties Union (ACLU) filed a lawsuit"),
    ],
)
def test_names_and_numbers_find_their_passage(chatbot, question, entry, words):
    answer = chatbot.ask(question)
    assert answer.hits[0].passage.entry == entry
    assert words in answer.hits[0].passage.text
    assert answer.verdict is not Verdict.NOT_ANSWERED


def test_the_sentence_that_answers_is_marked(chatbot, shipped_document):
    hit = chatbot.ask("what did Governor Lamont sign?").hits[0]
    assert hit.sentence.of(shipped_document.text).startswith("Additionally, Connecticut Governor")


def test_each_entry_has_at_most_one_hit(chatbot):
    hits = chatbot.ask("can they deport me").hits
    entries = [hit.passage.entry for hit in hits]
    assert len(set(entries)) == len(entries) == 5
    related = {one.entry for one in chatbot.ask("can they deport me").related}
    assert len(related) == 3
    assert not related & set(entries)


def test_off_topic_is_not_answered(chatbot):
    answer = chatbot.ask("Which pizza place is open late?")
    assert answer.verdict is Verdict.NOT_ANSWERED


def test_lamont_is_answered_before_the_speed_limit(chatbot):
    lamont, limit = (
        chatbot.ask(question).confidence
        for question in ("what did Lamont do", "What is the speed limit in Connecticut?")
    )
    assert lamont > limit


def test_a_follow_up_is_searched_with_its_context(chatbot):
    before = "How do I ask for my DMV records?"
    answer = chatbot.ask("how long does that take?", [before, "thanks"])
    assert answer.hits[0].passage.entry == 9
    assert answer.carries_context
    assert answer.searched == f"{before} how long does that take?"


def test_a_follow_up_that_is_answered_alone_is_searched_without_context(chatbot):
    before = ["Can the DMV give my data to ICE?"]
    answer = chatbot.ask("what about undocumented people?", before)
    assert answer.hits[0].passage.entry == 14
    assert not answer.carries_context


def test_a_new_topic_is_searched_without_context(chatbot):
    answer = chatbot.ask(
        "What did Governor Lamont sign in 2019?", ["How do I ask the DMV for my records?"]
    )
    assert answer.hits[0].passage.entry == 2
    assert not answer.carries_context
    assert answer.searched == answer.question


def test_earlier_questions_do_not_raise_the_confidence_of_a_new_one(chatbot):
    before = ["Did Gov. Lamont sign an executive order on this, and when?"] * 3
    for question in (
        "How many times did the DMV give data to ICE in 2023?",
        "What is the best pizza in New Haven?",
    ):
        alone, after = chatbot.ask(question), chatbot.ask(question, before)
        assert after.verdict == alone.verdict
        assert after.confidence <= alone.confidence
        # The nearest passages of an unanswered question may come from its context.
        same = after.hits[0].passage == alone.hits[0].passage
        assert same or after.verdict == Verdict.NOT_ANSWERED
        assert after.carries_context != same


def test_a_large_corpus_is_searched_with_and_without_context(shipped_index, encoder, monkeypatch):
    monkeypatch.setattr("chatbot.retrieval.ranking.SMALL_CORPUS", 0)
    monkeypatch.setattr("chatbot.retrieval.ranking.CANDIDATES", 3)
    monkeypatch.setattr("chatbot.retrieval.ranking.SEARCHED_QUESTIONS", 3)
    chatbot = Chatbot(shipped_index, encoder, max_question=200)
    alone = chatbot.search("how long does that take?").ranking
    found = chatbot.search("how long does that take?", ["How do I ask for my DMV records?"])
    assert shipped_index.passage(int(found.ranking.rows[0])).entry == 9
    # The passages found by either text are ranked, each of them once.
    assert set(alone.rows) < set(found.ranking.rows)
    assert len(set(found.ranking.rows)) == len(found.ranking.rows) < len(shipped_index)


@pytest.mark.parametrize("length", [4, 60])
def test_a_long_story_is_reduced_to_its_question(shipped_index, encoder, length):
    chatbot = Chatbot(shipped_index, encoder, max_question=20_000)
    story = "I came here a long time ago and I have been working ever since. " * length
    answer = chatbot.ask(story + "Is the information that they send encrypted?")
    assert answer.hits[0].passage.entry == 15
    assert answer.searched == "Is the information that they send encrypted?"


def test_end_of_a_message_beyond_the_limit_is_read_and_the_answer_says_so(shipped_index, encoder):
    chatbot = Chatbot(shipped_index, encoder, max_question=2_000)
    question = "Is the information that they send encrypted?"
    mail = "Dear Sir, I came here a long time ago and have been working ever since. " * 420
    alone, answer = chatbot.ask(question), chatbot.ask(f"{mail}\n\n{question}")
    assert len(mail) > 30_000
    assert answer.hits[0].passage == alone.hits[0].passage
    assert answer.verdict == alone.verdict
    assert answer.searched == question
    assert answer.question.endswith(question) and answer.question.split()[0] in mail.split()
    assert 1_900 < len(answer.question) <= 2_000
    assert answer.to_json()["shortened"] is True
    assert "shortened" not in alone.to_json()
    for long in ("hello " * 1000, "¿Puede la policía de inmigración ver mi licencia? " * 100):
        assert chatbot.ask(long).shortened


class Recording:
    """Encoder that records the texts and passes them on to another one."""

    def __init__(self, encoder):
        self._encoder, self.texts = encoder, []

    def encode_questions(self, texts):
        self.texts += texts
        return self._encoder.encode_questions(texts)


@pytest.mark.parametrize("length", [0, 4])
def test_only_the_chosen_wording_is_encoded_with_its_context(shipped_index, encoder, length):
    recording = Recording(encoder)
    chatbot = Chatbot(shipped_index, recording, max_question=20_000)
    story = "I came here a long time ago and I have been working ever since. " * length
    final, before = "Is the information encrypted?", "What do they send to ICE?"
    chatbot.search(story + final, [before])
    wordings = [story + final, final] if length else [final]
    assert recording.texts == [*wordings, f"{before} {final}"]


def test_small_talk_gets_no_passage(chatbot):
    answer = chatbot.ask("thank you!")
    assert answer.small_talk is SmallTalk.THANKS
    assert (answer.hits, answer.confidence) == ((), 0.0)


def test_long_questions_are_cut(chatbot):
    assert len(chatbot.ask("word " * 1000).question) <= 200


def test_starters_spread_over_the_corpus(chatbot):
    assert [starter.entry for starter in chatbot.starters(5)] == [1, 6, 11, 15, 20]


def test_concurrent_questions_get_the_same_answers_as_single_ones(chatbot):
    questions = ["what did Lamont do", "can they deport me", "hello", "is data encrypted"] * 5
    alone = {question: chatbot.ask(question).to_json() for question in set(questions)}
    with ThreadPoolExecutor(8) as pool:
        together = [answer.to_json() for answer in pool.map(chatbot.ask, questions)]
    for question, answer in zip(questions, together, strict=True):
        assert answer | {"elapsed_ms": 0} == alone[question] | {"elapsed_ms": 0}


def test_related_questions_exclude_those_shown_before(chatbot):
    first = chatbot.ask("Public Act 13-155")
    shown = [chatbot.ask(related.question).hits[0].passage.id for related in first.related]
    assert {passage_id.split(":")[0] for passage_id in shown} == {"connecticut-dmv-ice"}
    again = chatbot.ask("Public Act 13-155", shown=[*shown, "ghost:1:2", "", ":"])
    assert again.hits == first.hits
    assert len(again.related) == 3
    assert not {related.entry for related in again.related} & {
        related.entry for related in first.related
    }


class Documents:
    """Index with documents and without passages."""

    def __init__(self, **lengths):
        self.documents = {
            name: Document(
                name,
                "",
                Source(name),
                tuple(Entry(n, f"{name} {n}?", Span(0, 0), Span(0, 0), ()) for n in range(length)),
                "hash",
            )
            for name, length in lengths.items()
        }
        self.document_ids = tuple(self.documents)
        self.document = self.documents.get
        self.words = []
        self.manifest = SimpleNamespace(language="en")


@pytest.mark.parametrize(
    ("lengths", "starters"),
    [
        ({"a": 9}, ["a 0", "a 2", "a 4", "a 6", "a 8"]),
        ({"a": 2}, ["a 0", "a 1"]),
        ({"a": 100, "b": 3}, ["a 0", "a 99", "b 0", "b 1", "b 2"]),
        (dict.fromkeys("abcdefghij", 9), ["b 0", "d 0", "f 0", "h 0", "j 0"]),
    ],
)
def test_starters_come_from_all_over_the_corpus(lengths, starters):
    chatbot = Chatbot(Documents(**lengths), encoder=None, max_question=200)
    asked = [starter.question.removesuffix("?") for starter in chatbot.starters()]
    assert sorted(asked) == starters


def test_only_the_documents_of_the_starters_are_read():
    index = Documents(**{f"d{number:03d}": 9 for number in range(1000)})
    read = []
    index.document = lambda name: read.append(name) or index.documents[name]
    starters = Chatbot(index, encoder=None, max_question=200).starters(3)
    assert read == [starter.document for starter in starters] == ["d333", "d666", "d999"]


@pytest.mark.parametrize(
    "question", ["¿La DMV comparte mis datos con ICE?", "la migra puede ver mi licencia de manejar"]
)
def test_question_in_another_language_is_not_searched(chatbot, question):
    answer = chatbot.ask(question, ["Can ICE see my licence?"])
    assert answer.foreign_language == "es"
    assert answer.verdict is Verdict.NOT_ANSWERED
    assert answer.hits == answer.related == ()
    assert answer.small_talk is None


def test_a_question_in_another_language_is_searched_if_the_model_may_know_it(
    shipped_index, encoder
):
    chatbot = Chatbot(shipped_index, encoder, max_question=200)
    answer = chatbot.ask("¿La DMV comparte mis datos con ICE?")
    assert answer.foreign_language == ""
    assert answer.hits


def test_question_in_the_language_of_any_document_is_searched(shipped_index, encoder):
    class Bilingual(Chatbot):
        sources = {"guide": Source(""), "guia": Source("", language="es")}  # noqa: RUF012

    chatbot = Bilingual(shipped_index, encoder, max_question=200, model_languages={"en"})
    assert chatbot.ask("¿La DMV comparte mis datos con ICE?").foreign_language == ""
    assert chatbot.ask("Le DMV peut-il partager mes données ?").foreign_language == "fr"


def test_a_refused_question_is_not_context_for_the_next_one(chatbot):
    spanish = "¿Puede la migra ver mi licencia de manejar?"
    answer = chatbot.ask("and what about that?", [spanish])
    assert answer.searched == "and what about that?"
    assert answer.context == ""

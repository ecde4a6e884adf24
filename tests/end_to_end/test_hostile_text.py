"""Hostile strings as questions, history and documents. Only our own markup may be sent."""

import asyncio
import html
import json
import re
from itertools import cycle, islice

import httpx
import pytest
import yaml

from chatbot.answering.answer import Hit, RelatedQuestion
from chatbot.answering.chatbot import Chatbot
from chatbot.answering.conversation import clean
from chatbot.corpus.documents import Source
from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.corpus.metadata import known_values, read_metadata
from chatbot.errors import CorpusError
from chatbot.index.build import build_index
from chatbot.index.index import Index
from chatbot.page.answer_html import quotation
from chatbot.page.document_html import document_panel
from chatbot.page.handlers import Handlers
from chatbot.page.header_html import bar, starters
from chatbot.page.html import byline, link_address, notice_line, outside_link, plain
from chatbot.page.texts import TEXTS
from chatbot.retrieval.confidence import Strength, Verdict
from chatbot.settings import Settings
from guide import Shown
from hostile_strings import ADDRESS, SETS, messages, own, shared, write_corpus
from letters import LetterEncoder
from marked_documents import SAFE, TARGETS, marked_document
from our_html import addresses_of, foreign, words_of

PEOPLE = 16
LIMIT = 20_000
ENGLISH = TEXTS["en"]


@pytest.fixture(scope="module")
def documents(hostile):
    """Documents of the server by id."""
    read = [read_document(file) for file in scan_corpus(hostile.folder / "corpus")]
    return {document.id: document for document in read}


@pytest.fixture(scope="module")
def answering(hostile):
    """Number of the page's event that answers."""
    page = httpx.get(hostile.address).text
    [config] = re.findall(r"window\.gradio_config = (\{.*?\});</script>", page)
    events = json.loads(config)["dependencies"]
    [number] = [event["id"] for event in events if "pending()" in str(event["js"])]
    return number


@pytest.fixture(scope="module")
def handlers(tmp_path_factory):
    """The page's handlers over hostile documents, and the addresses of these documents.

    The encoder is a cheap one.
    """
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("letters")
    write_corpus(corpus, own()[::3], apart=True)
    build_index(corpus, index, LetterEncoder, "letters")
    chatbot = Chatbot(Index.open(index), LetterEncoder(), LIMIT)
    documents = [read_document(file) for file in scan_corpus(corpus)]
    addresses = {drawn(address) for document in documents for address in addresses_of(document)}
    return Handlers(chatbot, Settings(max_question=LIMIT)), addresses


@pytest.mark.parametrize("strings", SETS)
def test_every_answer_contains_only_our_markup(handlers, strings):
    """Ask each string. Of the shared set, four strings with markup make one question."""
    handlers, addresses = handlers
    texts = strings()
    questions = [text for text in texts if strings is own or "<" not in text]
    markup = [text for text in texts if strings is shared and "<" in text]
    questions += ["\n".join(markup[at : at + 4]) for at in range(0, len(markup), 4)]
    for text in questions:
        turn = {"number": 7, "questions": [text], "shown": [text], "language": text}
        check_reply(handlers.answer(turn), addresses, text)


@pytest.mark.parametrize("strings", SETS)
def test_server_answers_every_string_as_question_and_as_history(
    hostile, documents, answering, strings
):
    """Ask many strings at a time, through the page's event and through `ask`."""
    before = hostile.output
    questions = list(messages(strings(), LIMIT // 2))
    turns = [(of_the_page, one) for one in questions for of_the_page in (True, False)]
    turns += [(number % 2 == 0, string) for number, string in enumerate(own())]
    asyncio.run(_ask_all(hostile.address, turns, documents, answering))
    assert hostile.output == before


async def _ask_all(address, turns, documents, answering):
    waiting = iter(turns)
    async with httpx.AsyncClient(base_url=f"{address}gradio_api/", timeout=60) as client:

        async def person():
            for of_the_page, text in waiting:
                check = _check_page if of_the_page else _check_ask
                await check(client, answering, documents, [text[:300]], text)

        await asyncio.gather(*(person() for _ in range(PEOPLE)))


async def _check_ask(client, _, documents, history, text):
    answer = await client.post("run/ask", json={"data": [text, history]})
    assert answer.status_code == 200, text
    [found] = answer.json()["data"]
    assert found["question"] == clean(text, LIMIT)
    assert found["verdict"] in set(Verdict)
    assert 0 <= found["confidence"] <= 1
    for hit in found["hits"]:
        document = documents[hit["document"]]
        assert document.text[hit["start"] : hit["end"]] == hit["text"]
        assert document.entries[hit["entry"] - 1].question == hit["question"]


async def _check_page(client, answering, documents, history, text):
    turn = {"number": 7, "questions": [*history, text], "shown": history, "language": text}
    sent = {"data": [turn], "fn_index": answering, "session_hash": "x"}
    answer = await client.post("run/predict", json=sent)
    assert answer.status_code == 200, text
    [reply] = answer.json()["data"]
    addresses = {address for document in documents.values() for address in addresses_of(document)}
    check_reply(reply, set(map(drawn, addresses)), text)


def check_reply(reply, addresses, text):
    """Check that a reply of the page's event is an answer with only our own markup."""
    assert reply["number"] == 7
    assert foreign(reply["html"], addresses) == [], text
    assert 'class="answer trouble"' not in reply["html"], text


@pytest.mark.parametrize("strings", SETS)
def test_documents_of_hostile_strings_produce_only_our_markup(tmp_path, strings):
    write_corpus(tmp_path, strings(), apart=strings is shared)
    documents = {file.id: read_document(file) for file in scan_corpus(tmp_path)}
    assert sorted(documents) == ["csv", "jsonl", "markdown", "text"]
    for document in documents.values():
        panel = document_panel(list(documents.values()), document, ENGLISH)
        assert foreign(panel, addresses_of(document)) == []
        questions = [RelatedQuestion(document.id, 1, one.question) for one in document.entries]
        assert foreign(starters(questions, documents, ENGLISH)) == []


@pytest.mark.parametrize("strings", SETS)
def test_blocks_marks_and_sections_of_hostile_strings_produce_only_our_markup(strings):
    """Every string is text of each kind of block, target of a link, question and section."""
    texts = strings() if strings is shared else [*own(), *TARGETS, *SAFE]
    document = marked_document(texts[:1000])
    addresses = {drawn(SAFE.get(text, text)) for text in texts if link_address(text)}
    assert addresses if strings is own else True
    assert foreign(document_panel([document], document, ENGLISH), addresses) == []
    for entry in document.entries:
        for passage in entry.passages:
            hit = Hit(passage, 1.0, Strength.FAIR, passage.sentences[0])
            shown = quotation(hit, document, ENGLISH)
            assert foreign(shown, addresses) == []
            assert "\n" not in shown
            [words] = Shown(shown).of("words")
            assert words == drawn(passage.text)


@pytest.mark.parametrize("strings", SETS)
@pytest.mark.parametrize("ending", [".txt", ".md", ".csv", ".jsonl"])
def test_file_with_a_hostile_string_is_refused_in_one_line(tmp_path, ending, strings):
    for number, text in enumerate(strings()[:300]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / f"faq{ending}").write_bytes(text.encode())
        [file] = scan_corpus(folder)
        with pytest.raises(CorpusError, match=f"faq{ending}") as error:
            read_document(file)
        assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("strings", SETS)
def test_metadata_of_a_document_is_shown_and_never_executed(tmp_path, strings):
    """Use each string as metadata. Of the shared set, four strings describe one document."""
    path = tmp_path / "faq.yaml"
    texts = strings()
    step = 1 if strings is own else 4
    for at in range(0, len(texts), step):
        title, publisher, notice, place = islice(cycle(texts[at : at + step]), 4)
        metadata = {"title": title, "publisher": publisher, "notice": notice}
        text = yaml.safe_dump(metadata | {"url": f"{ADDRESS}{place}"})
        source = Source(**{"title": "faq"} | known_values(path, text, read_metadata(path, text)))
        shown = byline(source, ENGLISH.published_by) + notice_line(source, titled=True)
        shown += outside_link(source, source.title) + bar(source.title, ENGLISH, TEXTS.values())
        assert foreign(shown, {drawn(source.url)}) == [], text
        assert words_of(outside_link(source, source.title)) == drawn(source.title)


def drawn(text):
    """Return the text that HTML displays, without control characters."""
    return html.unescape(plain(text))

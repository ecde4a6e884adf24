"""Hostile strings as questions, as history and as documents: asked of the real server, and read."""

import asyncio
import html
import json
import re

import httpx
import pytest
import yaml

from chatbot.answering.answer import RelatedQuestion
from chatbot.answering.conversation import clean
from chatbot.corpus.documents import Source
from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.corpus.metadata import known_values, read_metadata
from chatbot.errors import CorpusError
from chatbot.page.document_html import document_panel
from chatbot.page.header_html import bar, starters
from chatbot.page.html import byline, notice_line, outside_link, plain
from chatbot.page.texts import TEXTS
from chatbot.retrieval.confidence import Verdict
from hostile_strings import ADDRESS, SETS, own, shared, write_corpus
from our_html import foreign, words_of

AT_ONCE = 16
HISTORY = 5
TOGETHER = 4  # strings in one earlier question
LIMIT = 20_000
ENGLISH = TEXTS["en"]


@pytest.fixture(scope="module")
def documents(hostile):
    """What the server's documents are, by their ids."""
    read = [read_document(file) for file in scan_corpus(hostile.folder / "corpus")]
    return {document.id: document for document in read}


@pytest.fixture(scope="module")
def answering(hostile):
    """The number of the page's event that answers."""
    page = httpx.get(hostile.address).text
    [config] = re.findall(r"window\.gradio_config = (\{.*?\});</script>", page)
    events = json.loads(config)["dependencies"]
    [number] = [event["id"] for event in events if "pending()" in str(event["js"])]
    return number


@pytest.mark.parametrize("strings", SETS)
def test_every_question_gets_an_answer_that_holds_only_our_markup(
    hostile, documents, answering, strings
):
    """Each string in a question, and in history, which is many at once and makes a question dear.

    Of thousands, those that are markup come three in one question: they mean no less so.
    Half of them are asked of the page and are the history of `ask`; the others the other way.
    """
    texts = strings()
    before = hostile.output
    alone = [text for text in texts if "<" not in text or strings is own]
    markup = [text for text in texts if "<" in text and strings is not own]
    questions = alone + ["\n".join(markup[at : at + 3]) for at in range(0, len(markup), 3)]
    turns = [(number % 2 == 0, [], text) for number, text in enumerate(questions)]
    for of_the_page in (True, False):
        halves = texts[of_the_page::2]
        for start in range(0, len(halves), HISTORY * TOGETHER):
            many = halves[start : start + HISTORY * TOGETHER]
            history = ["\n".join(many[at::HISTORY]) for at in range(HISTORY)]
            turns.append((of_the_page, history, "Why is that so?"))
    asyncio.run(_ask_all(hostile.address, turns, documents, answering))
    assert hostile.output == before


async def _ask_all(address, turns, documents, answering):
    waiting = iter(turns)
    async with httpx.AsyncClient(base_url=f"{address}gradio_api/", timeout=60) as client:

        async def person():
            for of_the_page, history, text in waiting:
                if of_the_page:
                    await _check_page(client, answering, documents, history, text)
                else:
                    await _check_ask(client, documents, history, text)

        await asyncio.gather(*(person() for _ in range(AT_ONCE)))


async def _check_ask(client, documents, history, text):
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
    assert reply["number"] == 7
    addresses = {drawn(document.source.url) for document in documents.values()}
    assert foreign(reply["html"], addresses) == [], text
    assert 'class="answer trouble"' not in reply["html"], text


@pytest.mark.parametrize("strings", SETS)
def test_documents_of_such_strings_hold_only_our_markup(tmp_path, strings):
    write_corpus(tmp_path, strings(), apart=strings is shared)
    documents = {file.id: read_document(file) for file in scan_corpus(tmp_path)}
    assert sorted(documents) == ["csv", "jsonl", "markdown", "text"]
    for document in documents.values():
        panel = document_panel(list(documents.values()), document, ENGLISH)
        assert foreign(panel, {document.source.url}) == []
        questions = [RelatedQuestion(document.id, 1, one.question) for one in document.entries]
        assert foreign(starters(questions, documents, ENGLISH)) == []


@pytest.mark.parametrize("strings", SETS)
@pytest.mark.parametrize("ending", [".txt", ".md", ".csv", ".jsonl"])
def test_file_that_is_such_a_string_is_refused_in_one_line(tmp_path, ending, strings):
    for number, text in enumerate(strings()[:300]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / f"faq{ending}").write_bytes(text.encode())
        [file] = scan_corpus(folder)
        with pytest.raises(CorpusError, match=f"faq{ending}") as error:
            read_document(file)
        assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("strings", SETS)
def test_what_is_said_of_a_document_is_shown_and_never_obeyed(tmp_path, strings):
    path = tmp_path / "faq.yaml"
    for string in strings():
        said = dict.fromkeys(("title", "publisher", "notice"), string)
        text = yaml.safe_dump(said | {"url": f"{ADDRESS}{string}"})
        source = Source(**{"title": "faq"} | known_values(path, text, read_metadata(path, text)))
        shown = byline(source, ENGLISH.published_by) + notice_line(source, titled=True)
        shown += outside_link(source, source.title) + bar(source.title, ENGLISH, TEXTS.values())
        assert foreign(shown, {drawn(source.url)}) == [], string
        assert words_of(outside_link(source, source.title)) == drawn(source.title)


def drawn(text):
    """What becomes of a text that HTML shows: it knows no control characters."""
    return html.unescape(plain(text))

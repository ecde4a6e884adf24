"""Edits of the corpus while the real server runs. An answer is from the old corpus or the new."""

import html
import json
import re
import resource
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from chatbot.answering.unanswered import read_unanswered
from chatbot.index.build import BUILT
from chatbot.index.manifest import read_manifest
from serving import QUICKLY_RENEWED, serving, wait_until

POOL = "1. When does the pool open?\nThe pool opens at nine.\n2. Who may swim?\nAll may swim.\n"
LIBRARY = "# Who pays a library fine?\n\nNobody pays a library fine.\n"
WHEN = "When does the pool open?"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into a process as Linux does")
CLIENT = httpx.Client(verify=False, timeout=300)


@pytest.fixture(scope="module")
def server(tmp_path_factory, shipped_index_folder):
    """A server on a folder of its own, with an export, so that PyTorch is not needed."""
    folder = tmp_path_factory.mktemp("edited")
    corpus, index, asked = folder / "corpus", folder / "index", folder / "asked"
    for new in (corpus, index):
        new.mkdir()
    for export in shipped_index_folder.glob("encoder-*"):
        shutil.copytree(export, index / export.name)
    (corpus / "pool.txt").write_text(POOL)
    settings = {"CHATBOT_CORPUS": str(corpus), "CHATBOT_INDEX": str(index)}
    settings |= {"CHATBOT_RATE": "0", "CHATBOT_UNANSWERED": str(asked)}
    with serving(folder / "run", None, QUICKLY_RENEWED, **settings) as served:
        yield SimpleNamespace(served=served, corpus=corpus, index=index, asked=asked)


def ask(server, question):
    """Return the text of the best passage."""
    sent = {"data": [question]}
    answer = CLIENT.post(f"{server.served.address}gradio_api/run/ask", json=sent)
    assert answer.status_code == 200, server.served.output
    return answer.json()["data"][0]["hits"][0]["text"]


def page(server):
    """Return the title and parts of the current page."""
    text = CLIENT.get(server.served.address).text
    config = json.loads(re.search(r"window\.gradio_config = (\{.*?\});</script>", text)[1])
    values = {
        one["props"].get("elem_id"): one["props"].get("value") for one in config["components"]
    }
    parts = {name: html.unescape(values[name]) for name in ("bar", "masthead", "starters", "panel")}
    preview = html.unescape(re.search('property="og:title" content="([^"]*)"', text)[1])
    return SimpleNamespace(title=config["title"], preview=preview, **parts)


def apply(server, edit):
    """Edit the corpus, wait for the new index, and return the answers until then.

    The first answer is from before the edit.
    """
    lines = server.served.output.count("The corpus was edited")
    answers = [ask(server, WHEN)]
    edit()

    def is_applied():
        if server.served.output.count("The corpus was edited") > lines:
            return True
        answers.append(ask(server, WHEN))
        return False

    wait_until(is_applied, lambda: f"the corpus was not indexed: {server.served.output}")
    return answers


def refused(server, edit):
    """Edit the corpus and return the message of the server."""
    before = server.served.output
    edit()
    return wait_until(
        lambda: server.served.output.removeprefix(before), lambda: "the server prints nothing"
    )


def test_answers_and_page_change_together_from_the_old_corpus_to_the_new(server):
    before = page(server)
    assert before.title == before.preview == "pool"
    assert "select" not in before.panel and "library" not in before.starters

    def edit():
        (server.corpus / "pool.txt").write_text(POOL.replace("nine", "eleven"))
        (server.corpus / "library.md").write_text(LIBRARY)

    old, new = "The pool opens at nine.", "The pool opens at eleven."
    answers = apply(server, edit)
    assert answers[0] == old
    assert sorted(answers, reverse=True) == answers and {*answers} <= {old, new}
    assert ask(server, WHEN) == new
    # A busy machine may pause between the two files. Then each gets its own build.
    wait_until(
        lambda: ask(server, "Who pays a library fine?") == "Nobody pays a library fine.",
        lambda: f"the second file was not indexed: {server.served.output}",
    )
    new_page = page(server)
    assert new_page.title == new_page.preview == "2 documents"
    assert "2 documents" in new_page.masthead and "2 documents" in new_page.bar
    assert '<option value="library" selected>' in new_page.panel
    assert "Who pays a library fine?" in new_page.starters
    assert page(server).__dict__ == new_page.__dict__


def test_a_removed_document_disappears_from_answers_and_page(server):
    if not (server.corpus / "library.md").exists():
        apply(server, lambda: (server.corpus / "library.md").write_text(LIBRARY))
    apply(server, (server.corpus / "library.md").unlink)
    assert ask(server, "Who pays a library fine?") != "Nobody pays a library fine."
    left = page(server)
    assert left.title == "pool"
    assert "library" not in left.panel + left.masthead + left.starters + left.bar
    built = [path.name for path in server.index.iterdir() if BUILT.fullmatch(path.name)]
    assert built == [read_manifest(server.index).folder]


def test_an_unreadable_corpus_is_named_in_one_line_and_old_answers_continue(server):
    before, shown = ask(server, WHEN), page(server)
    broken = server.corpus / "broken.jsonl"
    line = '{"question": "What does a ticket cost?", "answer": "A ticket costs nothing."}'
    try:
        message = refused(server, lambda: broken.write_text(f"{line}\n{line[:-9]}\n"))
        assert message.count("\n") == 1
        assert message.startswith(f"{broken}, line 2: ")
        assert message.endswith("Until then the page answers as it did.\n")
        assert ask(server, WHEN) == before
        assert page(server).__dict__ == shown.__dict__
        apply(server, lambda: broken.write_text(f"{line}\n"))
        assert ask(server, "What does a ticket cost?") == "A ticket costs nothing."
        apply(server, broken.unlink)
    finally:
        broken.unlink(missing_ok=True)


@ON_LINUX
def test_a_full_disk_is_named_in_one_line_and_old_answers_continue(server):
    process = server.served.process.pid
    before = ask(server, WHEN)
    index = read_manifest(server.index)
    limits = resource.prlimit(process, resource.RLIMIT_FSIZE)
    # A file size limit makes a write fail half way, as on a full disk.
    resource.prlimit(process, resource.RLIMIT_FSIZE, (10_000, limits[1]))
    changed = POOL.replace("nine", "noon")
    try:
        message = refused(server, lambda: (server.corpus / "pool.txt").write_text(changed))
        # NumPy does not say why it could not write.
        assert message.replace("File too large", "No space left on device") == (
            f"{server.index}: the index cannot be written (No space left on device). "
            "The old one is unchanged. Until then the page answers as it did.\n"
        )
        assert ask(server, WHEN) == before
        assert read_manifest(server.index) == index
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, limits)
    apply(server, lambda: (server.corpus / "pool.txt").write_text(changed + "\n"))
    assert ask(server, WHEN) == "The pool opens at noon."


def test_unanswered_questions_are_kept_after_an_edit(server):
    asked = [f"What is the best pizza in New Haven, number {number}?" for number in range(2)]
    ask(server, asked[0])
    edited = (server.corpus / "pool.txt").read_text() + "3. Who may dive?\nNobody may dive.\n"
    apply(server, lambda: (server.corpus / "pool.txt").write_text(edited))
    ask(server, asked[1])
    kept = [one.question for one in read_unanswered(server.asked)]
    assert [question for question in kept if "pizza" in question] == asked


@ON_LINUX
def test_edits_do_not_load_pytorch(server):
    libraries = Path(f"/proc/{server.served.process.pid}/maps").read_text()
    assert "onnxruntime" in libraries
    assert "libtorch" not in libraries

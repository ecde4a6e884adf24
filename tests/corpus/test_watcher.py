"""An edit of the corpus is taken over once it is complete, and a failure is logged once."""

import gc
import os
import threading
import weakref

import pytest

import chatbot.corpus.watcher
from chatbot.answering.chatbot import Chatbot
from chatbot.corpus.watcher import Watch
from chatbot.errors import CorpusError
from chatbot.settings import Settings

FAQ = "1. When does the pool open?\nThe pool opens at nine.\n"
WAIT = 60  # seconds, on a busy machine


class Renewing:
    """Counts its calls, and raises the error that it is given."""

    def __init__(self):
        self.calls = 0
        self.error = None
        self.result = True

    def __call__(self):
        self.calls += 1
        if self.error:
            raise self.error
        return self.result


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "faq.txt").write_text(FAQ)
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "sub" / "deep" / "b.txt").write_text(FAQ)
    return tmp_path


@pytest.fixture
def renew():
    return Renewing()


def test_the_content_at_the_start_is_known(folder, renew):
    watch = Watch(folder)
    for _ in range(3):
        watch.look(renew)
    assert renew.calls == 0


def touch_later(folder):
    os.utime(folder / "faq.txt", ns=(1, 1))


def make_unreadable(folder):
    (folder / "faq.txt").chmod(0)


@pytest.mark.parametrize(
    "edit",
    [
        lambda folder: (folder / "faq.txt").write_text(FAQ.replace("nine", "eleven")),
        lambda folder: (folder / "faq.txt").write_text(FAQ.replace("nine", "five")),  # of one size
        lambda folder: (folder / "faq.yaml").write_text("title: Pool\n"),
        lambda folder: (folder / "faq.txt").rename(folder / "pool.txt"),
        lambda folder: (folder / "faq.txt").unlink(),
        lambda folder: (folder / "sub" / "deep" / "b.txt").write_text(FAQ + FAQ),
        touch_later,
        make_unreadable,
    ],
)
def test_an_edit_is_taken_over_after_two_equal_comparisons(folder, renew, edit):
    watch = Watch(folder)
    edit(folder)
    watch.look(renew)
    assert renew.calls == 0
    for _ in range(3):
        watch.look(renew)
    assert renew.calls == 1


def test_a_file_that_is_being_written_is_left_alone(folder, renew):
    watch = Watch(folder)
    for length in range(1, 9):
        (folder / "new.txt").write_text(FAQ[: 5 * length])
        watch.look(renew)
    assert renew.calls == 0
    watch.look(renew)
    assert renew.calls == 1


@pytest.mark.parametrize("name", [".faq.txt.swp", "faq.txt~", "#faq.txt#", "~$faq.csv"])
def test_temporary_files_of_an_editor_are_ignored(folder, renew, name):
    watch = Watch(folder)
    (folder / name).write_text("x")
    for _ in range(3):
        watch.look(renew)
    assert renew.calls == 0


def test_a_folder_that_is_gone_and_comes_back(folder, renew):
    watch = Watch(folder / "corpus")
    (folder / "corpus").mkdir()
    for calls in (0, 1, 1):
        watch.look(renew)
        assert renew.calls == calls
    (folder / "corpus").rmdir()
    for calls in (1, 2, 2):
        watch.look(renew)
        assert renew.calls == calls


def test_a_failure_is_logged_in_one_line_once_and_tried_again(folder, renew, caplog, monkeypatch):
    now = 0.0
    monkeypatch.setattr(chatbot.corpus.watcher.time, "monotonic", lambda: now)
    watch = Watch(folder)
    renew.error = CorpusError(folder / "faq.txt", "the file is empty.", "Write an FAQ in it.")
    (folder / "faq.txt").write_text("")
    for _ in range(5):
        watch.look(renew)
    now = chatbot.corpus.watcher.RETRY_SECONDS
    watch.look(renew)
    assert renew.calls == 2
    assert [record.getMessage() for record in caplog.records] == [
        f"{folder / 'faq.txt'}: the file is empty. Write an FAQ in it. "
        "Until then the page answers as it did."
    ]
    (folder / "faq.txt").write_text(FAQ)
    renew.error = None
    for _ in range(5):
        watch.look(renew)
    assert renew.calls == 3
    now = 10 * chatbot.corpus.watcher.RETRY_SECONDS
    watch.look(renew)
    assert renew.calls == 3


def test_a_file_that_is_mended_as_it_was_is_told_once(folder, renew, capsys):
    watch = Watch(folder)
    renew.error = CorpusError(folder / "faq.txt", "the file is empty.", "Write an FAQ in it.")
    (folder / "faq.txt").write_text("")
    for _ in range(2):
        watch.look(renew)
    renew.error, renew.result = None, False
    for text in (FAQ, FAQ * 2):
        (folder / "faq.txt").write_text(text)
        for _ in range(2):
            watch.look(renew)
    assert renew.calls == 3
    assert capsys.readouterr().out == "The corpus can be read again, and nothing in it is new.\n"


def test_an_unexpected_error_ends_nothing_and_its_message_is_not_logged(folder, renew, caplog):
    watch = Watch(folder)
    renew.error = ValueError("words of a document")
    (folder / "faq.txt").write_text(FAQ * 2)
    for _ in range(3):
        watch.look(renew)
    assert "ValueError" in caplog.text and "test_watcher.py" in caplog.text
    assert "words of a document" not in caplog.text
    renew.error = None
    (folder / "faq.txt").write_text(FAQ)
    for _ in range(2):
        watch.look(renew)
    assert renew.calls == 2


def test_a_build_that_is_under_way_at_the_end_is_waited_for_but_not_for_ever(folder):
    begun, go = threading.Event(), threading.Event()

    def renew():
        begun.set()
        return go.wait(WAIT)

    watch = Watch(folder)
    assert watch.stop()  # it was never started
    watch = Watch(folder, interval=0.01)
    watch.start(renew)
    (folder / "faq.txt").write_text(FAQ * 2)
    assert begun.wait(WAIT)
    assert not watch.stop(timeout=0.1)
    go.set()
    assert watch.stop(timeout=WAIT)


# The chatbot behind it


def test_a_renewed_chatbot_answers_from_the_edited_corpus_and_the_old_one_as_before(
    tmp_path, shipped_index_folder, encoder
):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "faq.txt").write_text(FAQ)
    settings = Settings(corpus=corpus, index=tmp_path / "index")
    (tmp_path / "index").mkdir()
    for export in shipped_index_folder.glob("encoder-*"):
        (tmp_path / "index" / export.name).symlink_to(export)
    first = Chatbot.open(settings)

    def words(chatbot):
        return [hit.passage.text for hit in chatbot.ask("When does the pool open?").hits]

    assert first.renewed(settings) is first
    (corpus / "faq.txt").write_text(FAQ.replace("nine", "eleven"))
    second = first.renewed(settings)
    assert words(first) == ["The pool opens at nine."]
    assert words(second) == ["The pool opens at eleven."]
    assert second.renewed(settings) is second
    index = weakref.ref(first._index)
    del first
    gc.collect()
    assert index() is None  # nothing grows with the number of edits

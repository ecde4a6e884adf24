"""Fixtures that several test files share."""

import ipaddress
import json
import os
import socket
import subprocess
import time
from types import SimpleNamespace

import hypothesis
import limits.aio.storage.memory
import limits.aio.strategies
import pytest
from filelock import FileLock

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.encoding.model_files import find_model
from chatbot.encoding.open_encoder import open_encoder
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.index.index import Index
from chatbot.server.middleware import rate_limit
from chatbot.settings import BUNDLED_MODEL, ROOT
from hostile_strings import own, write_corpus
from letter_builds import OLD
from letters import LetterEncoder
from needed_packages import ONLY_REQUIRED
from serving import serving
from unanswered_file import Calendar

# The suite tries the same examples each time, and no example has a time limit.
hypothesis.settings.register_profile("suite", max_examples=40, deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", max_examples=400, deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_collection_modifyitems(items):
    """Run the files that drive a browser last.

    Playwright's event loop runs until its process ends, and `asyncio.run` works beside no other.
    """
    driving = {item.path for item in items if "chromium" in item.fixturenames}
    items.sort(key=lambda item: item.path in driving)


@pytest.fixture
def clock(monkeypatch):
    """The clock of rate limits, which stands still, so that none of their minutes ends."""
    clock = SimpleNamespace(now=time.time())
    still = SimpleNamespace(time=lambda: clock.now)
    for module in (limits.aio.storage.memory, limits.aio.strategies, rate_limit):
        monkeypatch.setattr(module, "time", still)
    return clock


@pytest.fixture(scope="session", autouse=True)
def no_outside_host():
    """Let no test reach another machine, so none passes because it could."""

    def guarded(connect):
        def guard(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                host = "127.0.0.1" if address[0] == "localhost" else address[0]
                try:
                    local = ipaddress.ip_address(host).is_loopback
                except ValueError:
                    local = False
                if not local:
                    raise AssertionError(f"a test tried to reach {address}")
            return connect(self, address)

        return guard

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield


@pytest.fixture(scope="session")
def shipped_text():
    """The text of the document that comes with the chatbot."""
    path = ROOT / "corpus" / "connecticut-dmv-ice.txt"
    return path.read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def shipped_document():
    """The document that comes with the chatbot, read as the build reads it."""
    [file] = [file for file in scan_corpus(ROOT / "corpus") if file.id == "connecticut-dmv-ice"]
    return read_document(file)


@pytest.fixture(scope="session")
def golden():
    """The golden questions, as they stand in their file."""
    lines = (ROOT / "tests" / "data" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def shipped_index_folder(tmp_path_factory):
    """Folder of an index of the shipped corpus, made with the real model. Not to be written to.

    It is built from nothing, with only those packages that requirements.txt needs in turn, and
    once for all workers of pytest-xdist.
    """
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    folder = place / "shipped-index"
    script = ROOT / "scripts" / "build_index.py"
    command = [*ONLY_REQUIRED, script, "--corpus", ROOT / "corpus", "--index", folder]
    with FileLock(place / "shipped-index.lock"):
        if not (folder / "manifest.json").exists():
            built = subprocess.run(command, capture_output=True, text=True)
            assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def encoder(shipped_index_folder):
    """The real model, exported."""
    return open_encoder(shipped_index_folder, find_model(BUNDLED_MODEL))


@pytest.fixture(scope="session")
def original_encoder():
    """The real model, run by sentence-transformers."""
    return SentenceTransformerEncoder(find_model(BUNDLED_MODEL))


@pytest.fixture(scope="session")
def shipped_index(shipped_index_folder):
    """That index, opened."""
    return Index.open(shipped_index_folder)


@pytest.fixture(scope="session")
def app(tmp_path_factory, shipped_index_folder):
    """The address of `python app.py`, running as a person would start it; it has no rate limit."""
    folder = tmp_path_factory.mktemp("app")
    with serving(folder, shipped_index_folder, CHATBOT_RATE="0") as served:
        yield served.address


@pytest.fixture(scope="session")
def hostile(tmp_path_factory, shipped_index_folder):
    """The same, over documents that are made of hostile strings; a `Served`."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    write_corpus(corpus, own(), apart=True)
    settings = {"CHATBOT_CORPUS": str(corpus), "CHATBOT_RATE": "0", "CHATBOT_MAX_QUESTION": "20000"}
    with serving(folder, shipped_index_folder, **settings) as served:
        yield served


@pytest.fixture
def letter_encoder():
    """An encoder whose vectors can be worked out by hand, and which notes what it encoded."""
    return LetterEncoder()


@pytest.fixture
def corpus(tmp_path):
    """Folder of a corpus with one document, `OLD`, which a test may change."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "faq.txt").write_text(OLD)
    return folder


@pytest.fixture
def folder(tmp_path):
    """A folder for an index, which is not there yet."""
    return tmp_path / "index"


@pytest.fixture
def calendar():
    """Says what day it is, as the test wants it."""
    return Calendar()

"""`bash scripts/run.sh --share`. Gradio's tunnel itself cannot be reached by any test."""

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from serving import serving, wait_until

RUN = ("bash", "scripts/run.sh", "--share")
APP = (sys.executable, "app.py", "--share")  # what it runs in the end
NO_LINK = (
    "No public link could be made: Gradio's tunnel cannot be reached. "
    "The page is served here only.\n"
)


def answers(served) -> bool:
    """Tell whether the page is served and a question answered."""
    page = httpx.get(served.address)
    sent = {"data": ["Public Act 13-155"]}
    [answer] = httpx.post(f"{served.address}gradio_api/run/ask", json=sent).json()["data"]
    return page.status_code == 200 and answer["hits"][0]["entry"] == 2


# What the start says of the corpus.
REPORT = "connecticut-dmv-ice: 20 entries, 86 passages, language en.\n"


def printed(served, end: str) -> str:
    """Return everything printed, once it ends so."""
    wait_until(lambda: served.output.endswith(end), lambda: served.output)
    return served.output


def test_without_internet_it_says_so_and_serves_here(tmp_path, shipped_index_folder):
    with serving(tmp_path, shipped_index_folder, RUN, reaches_out=True) as served:
        told = printed(served, NO_LINK)
        assert told == f"{REPORT}The chatbot answers at {served.address}\n{NO_LINK}"
        assert answers(served)
    assert served.output == told
    assert served.process.returncode == 0


@contextmanager
def silent_proxy():
    """The address of a proxy that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", listening


def test_a_tunnel_that_never_answers_keeps_nobody_waiting(tmp_path, shipped_index_folder):
    with (
        silent_proxy() as (proxy, listening),
        serving(tmp_path, shipped_index_folder, APP, HTTPS_PROXY=proxy) as served,
    ):
        connection, _ = listening.accept()
        with connection:
            assert connection.recv(100).startswith(b"CONNECT ")
            assert answers(served)
            served.process.send_signal(signal.SIGINT)
            assert served.process.wait(120) == 0
        assert served.output == f"{REPORT}The chatbot answers at {served.address}\n"


TUNNEL = """#!/bin/sh
echo "$$ $@" > "$HOME/asked"
echo "start proxy success: https://0123456789abcdef.gradio.live"
exec sleep 600
"""


@pytest.fixture
def tunnel(tmp_path):
    """Settings that put a program in the place of Gradio's, which says that it made a link."""
    from gradio.tunneling import BINARY_FILENAME

    program = tmp_path / "cache" / "gradio" / "frpc" / BINARY_FILENAME
    program.parent.mkdir(parents=True)
    program.write_text(TUNNEL)
    program.chmod(0o755)
    return {"HF_HOME": str(tmp_path / "cache"), "GRADIO_SHARE_SERVER_ADDRESS": "127.0.0.1:9"}


def test_link_is_printed_and_leads_to_this_page(tmp_path, shipped_index_folder, tunnel):
    with serving(tmp_path / "server", shipped_index_folder, APP, **tunnel) as served:
        link = "and, for a week at most, at https://0123456789abcdef.gradio.live\n"
        assert printed(served, link) == f"{REPORT}The chatbot answers at {served.address}\n{link}"
        process, *asked = (tmp_path / "server" / "HOME" / "asked").read_text().split()
        port = served.address.rstrip("/").rpartition(":")[2]
        assert asked[asked.index("-l") + 1] == port
        assert asked[asked.index("-i") + 1] == "127.0.0.1"
    assert ended(process)


def ended(process: str) -> bool:
    """Wait until a process has ended; its parent may not have read its status."""

    def is_gone():
        state = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True).stdout
        return state[:1] in (b"", b"Z")

    return wait_until(is_gone, lambda: f"process {process} goes on")

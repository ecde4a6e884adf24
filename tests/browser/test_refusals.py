"""The page says why a question was refused, and asks the next one."""

from types import SimpleNamespace

import pytest

from chatbot.page.blocks import Page
from chatbot.server.application import application
from chatbot.server.server import Server
from chatbot.settings import Settings
from guide import ENGLISH
from stub import StubChatbot

pytestmark = pytest.mark.browser


@pytest.fixture
def serve(tmp_path):
    """Function that serves the page over `StubChatbot` with some settings, from this process."""
    opened = []

    def make(**settings):
        stub = StubChatbot(tmp_path)
        server = Server(
            application(Page(stub, Settings(time_limit=600, **settings))), "127.0.0.1", 0
        )
        server.start()
        opened.append((stub, server))
        return SimpleNamespace(address=server.address, stub=stub)

    yield make
    for stub, server in opened:
        stub.go.set()
        server.stop()


def text(answer):
    return answer.inner_text().strip()


def test_visitor_of_a_busy_server_is_told_so_and_can_ask_again(visitors, serve):
    site = serve(rate=0, waiting=1)
    one, other = visitors().visit(site.address), visitors().visit(site.address)
    first = one.tab.locator(".answer")
    one.type("slow nine")
    while not site.stub.asked:
        one.tab.wait_for_timeout(20)
    assert text(other.ask("nine")) == ENGLISH.busy
    site.stub.go.set()
    first.wait_for()
    assert "The pool opens at nine" in text(first)
    assert "The pool opens at nine" in text(other.ask("nine"))
    assert one.errors == other.errors == []


def test_visitor_above_the_rate_is_told_so_and_can_ask_again_later(visitor, serve, clock):
    visitor.visit(serve(rate=1).address)
    assert "Nobody pays a fine" in text(visitor.ask("fine"))
    assert text(visitor.ask("and a fine?")) == ENGLISH.too_many
    clock.now += 120
    assert "Nobody pays a fine" in text(visitor.ask("fine"))

"""A stubbed app, served on a free port, and a browser to drive it and the real one."""

import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from chatbot.settings import ROOT

CHROMIUM = shutil.which("chromium")  # as scripts/test.sh looks for it
SCREENSHOTS = ROOT / "tests" / "screenshots"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def stub(tmp_path_factory):
    """The page over `StubChatbot`, served from this process; its address is `stub.address`."""
    from stub import StubChatbot

    from chatbot.page.blocks import Page
    from chatbot.server.server import Server
    from chatbot.settings import Settings

    chatbot = StubChatbot(tmp_path_factory.mktemp("corpus"))
    server = Server(Page(chatbot, Settings(rate=0)).application(), "127.0.0.1", 0)
    server.start()
    chatbot.address = server.address
    yield chatbot
    chatbot.go.set()
    server.stop()


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("there is no chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person at the page, with a fresh profile; it remembers what the browser asked for."""

    tab: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def visit(self, address: str) -> "Visitor":
        self.tab.goto(address)
        self.tab.locator("#question textarea").wait_for()
        self.tab.locator("body.started").wait_for()
        self.tab.locator("#starters .ask").first.wait_for()
        return self

    def type(self, question: str) -> None:
        self.tab.locator("#question textarea").fill(question)
        self.tab.keyboard.press("Enter")

    def ask(self, question: str):
        """Type a question, send it, and return its answer."""
        return self.after(lambda: self.type(question))

    def after(self, act):
        """Do something that asks a question, and return the answer that it brings."""
        answers = self.tab.locator(".answer")
        count = answers.count()
        act()
        answers.nth(count).wait_for()
        return answers.nth(count)

    def outside(self) -> list[str]:
        """What was requested of any other host than the page's own."""
        own = urlsplit(self.tab.url).netloc
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
        ]


@pytest.fixture
def visitors(chromium):
    """Makes visitors: `visitors(width=375, color_scheme="dark")`."""
    contexts = []

    def make(width: int = 1280, height: int = 800, **options) -> Visitor:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        context.on("request", lambda request: visitor.requests.append(request.url))
        visitor.tab.on("pageerror", lambda error: visitor.errors.append(str(error)))
        visitor.tab.set_default_timeout(15_000)
        return visitor

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visitors):
    """One visitor at 1280 pixels; the test fails if the page's script raised an error."""
    made = visitors()
    yield made
    assert made.errors == []

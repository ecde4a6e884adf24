"""A stubbed app, served on a free port, and a browser to drive it and the real one."""

import pytest

from visitor import CHROMIUM, FLAGS, Visitor


@pytest.fixture(scope="session")
def stub(tmp_path_factory):
    """The page over `StubChatbot` with its own documents, served from this process."""
    from stub import stubbed_page

    with stubbed_page(tmp_path_factory.mktemp("corpus")) as chatbot:
        yield chatbot


@pytest.fixture(scope="session")
def rowing(tmp_path_factory):
    """The same over the document of the rowing club."""
    from marked_documents import club
    from stub import stubbed_page

    with stubbed_page(tmp_path_factory.mktemp("corpus"), [club()]) as chatbot:
        yield chatbot


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def visitors(chromium):
    """Makes visitors: `visitors(width=375, color_scheme="dark")`."""
    contexts = []

    def make(width: int = 1280, height: int = 800, **options) -> Visitor:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return Visitor(context.new_page())

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visitors):
    """One visitor at 1280 pixels; the test fails if the page's script raised an error."""
    made = visitors()
    yield made
    assert made.errors == []

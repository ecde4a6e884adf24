"""The page in a frame on another site, as in README.md, and `ask` from that site."""

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chatbot.page.header_html import SAFE_PLACE
from readme import replaced, snippet
from serving import free_port, serving

pytestmark = pytest.mark.browser

ASK = """async address => {
    const body = JSON.stringify({data: ["Public Act 13-155"]});
    const headers = {"content-type": "application/json"};
    try {
        const answer = await fetch(`${address}gradio_api/run/ask`, {method: "POST", headers, body});
        return (await answer.json()).data[0].hits[0].entry;
    } catch (error) {
        return error.name;
    }
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def site(folder, port):
    """Serve another site at two origins: localhost and 127.0.0.1."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory, shipped_index_folder):
    """Addresses of the server and of the same page on an allowed and on another origin."""
    folder, port = tmp_path_factory.mktemp("embedded"), free_port()
    allowed, other = (f"http://{host}:{port}" for host in ("localhost", "127.0.0.1"))
    pages = tmp_path_factory.mktemp("site")
    with serving(folder, shipped_index_folder, CHATBOT_EMBED=allowed) as served:
        frame = replaced(snippet("html"), {"https://faq.example.org/": served.address})
        (pages / "index.html").write_text(f"<!DOCTYPE html><title>A site</title>\n{frame}")
        closed = frame.replace("<iframe ", '<iframe sandbox="allow-scripts allow-same-origin" ')
        (pages / "closed.html").write_text(f"<!DOCTYPE html><title>Closed</title>\n{closed}")
        with site(pages, port):
            yield served.address, f"{allowed}/", f"{other}/"


@pytest.fixture
def framed(visitors, embedded):
    """A visitor at the allowed site, and the page in its frame."""
    visitor = visitors(permissions=["clipboard-read", "clipboard-write"])
    visitor.tab.goto(embedded[1])
    frame = visitor.tab.frame_locator("iframe")
    frame.locator("body.started").wait_for()
    yield visitor, frame
    assert visitor.errors == []


def test_page_in_a_frame_answers_and_copies(framed, embedded):
    visitor, frame = framed
    frame.locator("#question textarea").fill("Public Act 13-155")
    frame.locator("#question textarea").press("Enter")
    answer = frame.locator(".answer")
    answer.wait_for()
    words = answer.locator(".words").first.text_content()
    assert "Public Act 13-155" in words
    answer.locator(".copy").first.click()
    answer.get_by_text("Copied").first.wait_for()
    visitor.tab.locator("body").evaluate("window.focus()")
    copied = visitor.tab.evaluate("navigator.clipboard.readText()")
    assert words in copied
    assert f"\n{embedded[0]}?p=" in copied  # opens the page outside the frame


def test_leaving_a_frame_leaves_the_site(framed):
    visitor, frame = framed
    visitor.tab.context.route(SAFE_PLACE, lambda route: route.fulfill(body="elsewhere"))
    frame.locator("a.leave").click()
    visitor.tab.wait_for_url(SAFE_PLACE)


def test_leaving_a_sandboxed_frame_leaves_the_frame_only(visitors, embedded):
    tab = visitors().tab
    tab.context.route(SAFE_PLACE, lambda route: route.fulfill(body="elsewhere"))
    tab.goto(f"{embedded[1]}closed.html")
    frame = tab.frame_locator("iframe")
    frame.locator("body.started").wait_for()
    frame.locator("a.leave").click()
    frame.get_by_text("elsewhere").wait_for()
    assert tab.title() == "Closed"


def test_allowed_site_asks_from_its_own_page(framed, embedded):
    visitor, _ = framed
    assert visitor.tab.evaluate(ASK, embedded[0]) == 2


def test_other_site_gets_neither_page_nor_answer(visitors, embedded):
    address, _, other = embedded
    tab = visitors().tab
    logged = []
    tab.on("console", lambda one: logged.append(one.text))
    tab.goto(other)
    tab.wait_for_function("!document.querySelector('iframe').contentDocument")
    assert any("frame-ancestors" in text for text in logged)
    assert tab.frames[1].url.startswith("chrome-error:")
    assert tab.evaluate(ASK, address) == "TypeError"

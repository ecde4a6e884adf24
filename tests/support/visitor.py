"""A visitor of the page, in a real browser."""

import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from chatbot.settings import ROOT

CHROMIUM = shutil.which("chromium")  # as scripts/test.sh looks for it
SCREENSHOTS = ROOT / "tests" / "screenshots"
PRIVATE = "How can I find out whether the DMV gave my data to ICE?"
IN_VIEW = """selector => {
    const used = document.querySelector(selector).getBoundingClientRect();
    const sheet = document.querySelector("#sheet").getBoundingClientRect();
    return used.top >= Math.max(0, sheet.top) && used.bottom <= Math.min(innerHeight, sheet.bottom);
}"""
TIMEOUT_MS = 300_000  # beside busy loops a starved browser once took more than 90 seconds
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


@dataclass
class Visitor:
    """One visitor with a fresh profile; notes the requests and errors of the browser."""

    tab: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.set_default_timeout(TIMEOUT_MS)
        self.tab.context.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))

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
        """Return the URLs requested from any host but that of the page."""
        own = urlsplit(self.tab.url).netloc
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own
        ]


def used(visitor: Visitor) -> str:
    """Return the id of the highlighted passage, once it has come into view inside the panel."""
    visitor.tab.locator(".passage.used").wait_for()
    visitor.tab.wait_for_function(IN_VIEW, arg=".passage.used")
    return visitor.tab.locator(".passage.used").get_attribute("id")


def source_of(quotation) -> str:
    """Return the id in the document of the passage that is quoted."""
    address = quotation.locator("a.source").get_attribute("href")
    return address.replace("?p=", "passage-")


def findings(tab) -> list[str]:
    """Return what axe-core finds, one line a rule."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(tab).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in violations
    ]

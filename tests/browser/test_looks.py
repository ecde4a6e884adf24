"""Screenshots to look at, and what can be measured of the looks."""

import pytest

from visitor import SCREENSHOTS

pytestmark = pytest.mark.browser

QUESTION = "How can I find out whether the DMV gave my data to ICE?"
SIZES = {375: 812, 1280: 800}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_screenshots(visitors, app, width, scheme):
    visitor = visitors(width, SIZES[width], color_scheme=scheme, reduced_motion="reduce")
    tab = visitor.visit(app).tab
    SCREENSHOTS.mkdir(exist_ok=True)
    tab.screenshot(path=SCREENSHOTS / f"{width}-{scheme}-start.png")
    answer = visitor.ask(QUESTION)
    tab.locator(".passage.used").wait_for()
    tab.wait_for_function(
        "Math.abs(document.querySelector('.user-row').getBoundingClientRect().top - 56) < 2"
    )
    tab.screenshot(path=SCREENSHOTS / f"{width}-{scheme}-answer.png")
    if (width, scheme) == (1280, "light"):
        tab.screenshot(path=SCREENSHOTS / "readme.png")
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.locator("body.dark").count() == (1 if scheme == "dark" else 0)
    answer.locator("a.source").first.click()
    tab.wait_for_function("document.activeElement.matches('.passage.used')")
    tab.screenshot(path=SCREENSHOTS / f"{width}-{scheme}-document.png")
    visitor.visit(app).ask("What is the best pizza in New Haven?")
    tab.screenshot(path=SCREENSHOTS / f"{width}-{scheme}-not-answered.png")
    assert visitor.errors == []


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_sticks_out(visitors, app, width):
    visitor = visitors(width)
    visitor.visit(app).ask("a" * 300)
    visitor.ask(QUESTION)
    assert visitor.tab.evaluate("document.documentElement.scrollWidth") == width


def test_lines_are_short_enough_to_read(visitors, app):
    visitor = visitors(1920, 1080)
    answer = visitor.visit(app).ask(QUESTION)
    for element in (answer.locator(".words").first, visitor.tab.locator(".entry p").first):
        width, size = element.evaluate(
            "one => [one.clientWidth, parseFloat(getComputedStyle(one).fontSize)]"
        )
        assert width / size < 40  # about 80 characters


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marked_words_stand_out_from_their_ground(visitors, stub, scheme):
    visitor = visitors(color_scheme=scheme)
    mark = visitor.visit(stub.address).ask("nine").locator("mark").first
    assert mark.inner_text() == "The pool opens at nine."
    ink, ground = mark.evaluate(
        "one => (({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(one))"
    )
    assert contrast(ink, ground) > 7


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG between two colours as `rgb(r, g, b)`."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)

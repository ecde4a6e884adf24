"""Asking by keyboard and by click, questions in quick succession, and a new conversation."""

import pytest

from visitor import PRIVATE, source_of, used

pytestmark = pytest.mark.browser


def test_keyboard_alone(visitor, app):
    tab = visitor.visit(app).tab
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    tab.keyboard.type("how to request info about my data being shared")
    answer = visitor.after(lambda: tab.keyboard.press("Enter"))
    assert tab.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert tab.locator("#question textarea").input_value() == ""
    tab.keyboard.press("ArrowUp")
    assert tab.locator("#question textarea").input_value().startswith("how to request info")
    for _ in range(40):
        tab.keyboard.press("Shift+Tab")
        if tab.evaluate("document.activeElement.matches('.answer > .quotation a.source')"):
            break
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    tab.keyboard.press("Enter")
    assert used(visitor) == source_of(answer.locator(".quotation").first)
    assert tab.evaluate("document.activeElement.id") == source_of(
        answer.locator(".quotation").first
    )


def test_new_conversation_forgets(visitor, app):
    tab = visitor.visit(app).tab
    visitor.ask(PRIVATE)
    tab.locator("#clear").click()
    tab.wait_for_function("document.querySelectorAll('#chat .message-row').length === 0")
    assert tab.locator(".passage.used, .passage.also").count() == 0
    assert visitor.ask("what about the fees?").locator(".searched").count() == 0


@pytest.mark.parametrize(("width", "height"), [(375, 812), (1280, 800)])
def test_new_conversation_begins_at_the_top(visitors, app, width, height):
    visitor = visitors(width, height)
    tab = visitor.visit(app).tab
    visitor.ask(PRIVATE)
    visitor.ask("what about the fees?")
    tab.locator("#clear").click()
    tab.wait_for_function("document.querySelectorAll('#chat .message-row').length === 0")
    places = tab.evaluate("""async () => {
        const places = [];
        for (let frame = 0; frame < 30; frame++) {
            await new Promise(requestAnimationFrame);
            places.push(scrollY);
        }
        return places;
    }""")
    assert set(places) == {0}
    assert tab.evaluate("document.activeElement.matches('#question textarea')")
    for part in ("h1", ".masthead .notice", "#question textarea"):
        box = tab.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= height, part


def test_up_brings_back_what_was_asked_and_leaves_alone_what_was_typed(visitor, app):
    tab = visitor.visit(app).tab
    box = tab.locator("#question textarea")
    visitor.ask("hello")
    visitor.ask("thanks")
    for expected in ("thanks", "hello", "hello"):
        tab.keyboard.press("ArrowUp")
        assert box.input_value() == expected
    tab.keyboard.type("!")
    tab.keyboard.press("ArrowUp")
    assert box.input_value() == "hello!"
    box.fill("")
    tab.locator("#clear").click()
    tab.wait_for_function("document.querySelectorAll('#chat .message-row').length === 0")
    tab.keyboard.press("ArrowUp")
    assert box.input_value() == ""


def test_question_that_is_too_long_stays_in_the_box_and_is_not_sent(visitor, app):
    tab = visitor.visit(app).tab
    long = "Why? " * 500
    tab.locator("#question textarea").fill(long)
    answer = visitor.after(lambda: tab.keyboard.press("Enter"))
    assert answer.inner_text().startswith("That is longer than 2000 characters")
    assert tab.locator("#question textarea").input_value() == long
    assert tab.locator("#chat .user-row").count() == 0
    assert visitor.ask("hello").inner_text().startswith("Hello.")


def test_double_click_on_a_question_asks_it_once(visitor, app):
    tab = visitor.visit(app).tab
    visitor.after(tab.locator("#starters .ask").first.dblclick)
    assert visitor.ask("hello").inner_text().startswith("Hello.")
    assert tab.locator("#chat .user-row").count() == 2


def test_questions_asked_at_the_same_moment_are_each_answered(visitor, app):
    tab = visitor.visit(app).tab
    tab.evaluate("faqConversation.ask('hello'); faqConversation.ask('thanks')")
    tab.locator(".answer").nth(1).wait_for()
    texts = tab.locator("#chat .message-row").all_inner_texts()
    assert [text.strip()[:6] for text in texts] == ["hello", "Hello.", "thanks", "You ar"]


def composing(tab, words):
    """Begin to compose words with the browser's own input method interface."""
    tab.locator("#question textarea").focus()
    session = tab.context.new_cdp_session(tab)
    session.send("Input.imeSetComposition", {"text": words, "selectionStart": 2, "selectionEnd": 2})
    return session


def test_enter_that_picks_a_word_of_an_input_method_does_not_send(visitor, rowing):
    tab = visitor.visit(rowing.address).tab
    session, before = composing(tab, "ボート"), len(rowing.asked)
    tab.evaluate("addEventListener('keydown', (event) => (window.was = event.isComposing), true)")
    tab.keyboard.press("Enter")
    assert tab.evaluate("window.was") is True
    session.send("Input.insertText", {"text": "ボート"})
    tab.wait_for_timeout(300)  # in which it could be sent
    assert len(rowing.asked) == before and tab.locator("#chat .user-row").count() == 0
    assert tab.locator("#question textarea").input_value() == "ボート"
    visitor.after(lambda: tab.keyboard.press("Enter"))
    assert rowing.asked[-1] == ("ボート", [])


def test_keys_that_only_their_code_gives_away_do_not_send_or_close(visitors, rowing):
    """Safari ends the composition before the key that ends it; its code is 229."""
    tab = visitors(375, 812).visit(f"{rowing.address}?p=club:6yveqov7:x").tab
    tab.locator("body.reading").wait_for()
    before = len(rowing.asked)
    press = """key => {
        const box = document.querySelector("#question textarea");
        box.value = "ボート";
        box.dispatchEvent(new Event("input", { bubbles: true }));
        const how = { key, keyCode: 229, bubbles: true, cancelable: true };
        for (const type of ["keydown", "keypress"]) box.dispatchEvent(new KeyboardEvent(type, how));
    }"""
    for key in ("Enter", "Escape", "ArrowUp"):
        tab.evaluate(press, key)
    tab.wait_for_timeout(300)  # in which it could be sent or closed
    assert len(rowing.asked) == before
    assert tab.locator("body.reading").count() == 1

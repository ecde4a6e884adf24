"""The page when messages, documents, the server or the network mean or do harm."""

import subprocess
import sys

import pytest

from serving import guarded

pytestmark = pytest.mark.browser

HOSTILE = [
    '<img src=x onerror="window.harmed=1">',
    "![pixel](http://outside.test/pixel.png)",
    '<svg onload="window.harmed=1"><a href="javascript:window.harmed=1">x</a></svg>',
    "$$\\int x$$ **bold** `code` [link](http://outside.test) http://outside.test # h",
    "<style>*{display:none}</style><iframe src=http://outside.test></iframe>&lt;b&gt;",
    "# heading\n\n    code\n\n1. one\n2. two\n\n| a | b |\n|---|---|",
]
DRAWN = "img, svg, iframe, style, a, strong, code, h1, ol, table, .katex, script"


@pytest.mark.parametrize("question", HOSTILE)
def test_question_is_shown_as_it_was_typed(visitor, app, question):
    answer = visitor.visit(app).ask(question)
    message = visitor.tab.locator("#chat .user-row .prose")
    assert message.evaluate("one => one.textContent").strip() == question
    assert message.locator(DRAWN).count() == 0
    assert answer.locator("img, svg, iframe, style, script").count() == 0
    visitor.ask("hello")
    assert visitor.tab.evaluate("window.harmed") is None
    assert visitor.outside() == []
    assert not any(url.endswith("/x") for url in visitor.requests)


def test_question_from_the_address_is_no_more_trusted(visitor, app):
    tab = visitor.visit(f"{app}?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.harmed%3D1%3E").tab
    tab.locator(".answer").wait_for()
    assert tab.locator("#chat img").count() == 0
    assert tab.evaluate("window.harmed") is None


def test_document_is_shown_as_it_is_written(visitor, stub):
    tab = visitor.visit(stub.address).tab
    answer = visitor.ask("desk")
    written = 'Ask at the desk for a <img src=x onerror="window.harmed=2"> card.'
    assert answer.locator("mark").evaluate("one => one.textContent") == written
    assert "${window.harmed=1}" in tab.locator("#panel h3").first.inner_text()
    assert "{{letter}}" in tab.locator("#panel .passage").first.inner_text()
    assert tab.locator("#chat img, #panel img").count() == 0
    assert tab.evaluate("window.harmed") is None
    assert visitor.outside() == []


def test_source_of_another_document_brings_that_document(visitor, stub):
    tab = visitor.visit(stub.address).tab
    assert tab.locator("article.document").get_attribute("id") == "document-library"
    visitor.ask("closes")
    tab.locator("#document-pool .passage.used").wait_for()
    assert tab.locator(".passage.used").inner_text() == "The pool opens at nine. It closes at five."
    tab.locator("select.documents").select_option("library")
    tab.locator("#document-library").wait_for()
    tab.locator("a.source").first.click()
    tab.locator("#document-pool .passage.used").wait_for()
    assert visitor.ask("35").locator(".words").inner_text() == "Pool rule 35 says no 35 dogs."
    tab.wait_for_function(
        "document.querySelector('.passage.used').textContent.startsWith('Pool rule 35')"
    )


def test_document_that_got_lost_on_the_way_can_be_asked_for_again(visitor, stub):
    tab = visitor.visit(stub.address).tab
    answer = visitor.ask("fine")
    tab.route("**/gradio_api/**", lambda route: route.abort())
    with tab.expect_event("requestfailed"):
        tab.locator("select.documents").select_option("pool")
    tab.wait_for_function("document.querySelector('select.documents').value === 'library'")
    tab.unroute("**/gradio_api/**")
    tab.locator("select.documents").select_option("pool")
    tab.locator("#document-pool").wait_for()
    answer.locator("a.source").first.click()
    tab.locator("#document-library .passage.used").wait_for()


def test_passage_of_an_unknown_document_leaves_nothing_waiting(visitor, stub):
    tab = visitor.visit(f"{stub.address}?p=ghost:1:2").tab
    tab.wait_for_function("faqReading.fetching() === null")
    tab.locator("select.documents").select_option("pool")
    tab.locator("#document-pool").wait_for()
    tab.wait_for_function("faqReading.fetching() === null")


def test_notice_of_each_document_goes_with_its_answers(visitor, stub):
    tab = visitor.visit(stub.address).tab
    assert tab.locator(".masthead .notice").all_inner_texts() == ["Pool House Rules of 1999."]
    assert visitor.ask("closes").locator(".notice").all_inner_texts() == ["Rules of 1999."]
    assert visitor.ask("fine").locator(".notice").count() == 0


def test_failure_of_the_chatbot_is_a_sentence_and_the_page_goes_on(visitor, stub, capfd):
    answer = visitor.visit(stub.address).ask("explode please")
    assert answer.inner_text() == (
        "Something went wrong here, and your question was not answered. Please ask it again."
    )
    assert visitor.tab.locator("#question textarea").is_enabled()
    assert visitor.tab.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert visitor.ask("nine?").locator(".verdict").inner_text() == (
        "One of these documents answers that"
    )
    assert "explode" not in "".join(capfd.readouterr())


def test_failure_of_the_network_is_a_sentence_and_the_page_goes_on(visitor, stub):
    tab = visitor.visit(stub.address).tab
    visitor.ask("nine")
    tab.route("**/gradio_api/**", lambda route: route.abort())
    answer = visitor.ask("opens")
    assert answer.inner_text() == (
        "The page could not be reached. Check your connection, then ask again."
    )
    tab.unroute("**/gradio_api/**")
    assert visitor.ask("opens").locator(".words").count() == 1
    assert tab.locator("#chat .user-row").count() == 3


def test_late_answer_takes_the_place_of_the_excuse(visitor, stub):
    tab = visitor.visit(stub.address).tab
    tab.evaluate("window.faqSettings.patience = 100")
    stub.go.clear()
    assert visitor.ask("slow opens").inner_text().startswith("The page could not be reached.")
    stub.go.set()
    tab.locator(".answer .words").wait_for()
    assert tab.locator(".answer").count() == 1
    tab.locator("#document-pool .passage.used").wait_for()


def test_answer_to_a_cleared_conversation_is_not_shown_or_said(visitor, stub):
    tab = visitor.visit(stub.address).tab
    visitor.ask("nine")
    stub.go.clear()
    visitor.type("slow opens")
    tab.locator("#chat .user-row").nth(1).wait_for()
    tab.locator("#clear").click()
    tab.wait_for_function("document.querySelectorAll('#chat .message-row').length === 0")
    with tab.expect_response("**/run/predict"):
        stub.go.set()
    tab.wait_for_timeout(300)
    assert tab.locator("#chat .message-row").count() == 0
    assert tab.locator("#announcement").inner_text() == ""


def test_answers_stand_under_their_questions_however_late_they_come(visitor, stub):
    tab = visitor.visit(stub.address).tab
    stub.go.clear()
    visitor.type("slow nine")
    tab.locator("#chat .user-row").wait_for()  # nobody types two questions within milliseconds
    visitor.after(lambda: visitor.type("fine"))
    stub.go.set()
    tab.locator(".answer").nth(1).wait_for()
    rows = tab.locator("#chat .message-row").evaluate_all(
        "all => all.map(one => (one.querySelector('.words, .user') ?? one).textContent.trim())"
    )
    assert rows[0] == "slow nine"
    assert rows[1].startswith("The pool opens at nine.")
    assert rows[2] == "fine"
    assert rows[3].startswith("Nobody pays a fine.")


def test_earlier_questions_go_along_and_no_more_than_five(visitor, stub):
    visitor.visit(stub.address)
    for number in range(7):
        visitor.ask(f"nine {number}")
    assert stub.asked[-1] == ("nine 6", [f"nine {number}" for number in range(1, 6)])


@pytest.mark.parametrize("host", ["192.0.2.1", "outside.test"])
def test_server_that_reached_out_would_be_found_out(tmp_path, host):
    log = tmp_path / "outside"
    reach = f"import socket; socket.create_connection(('{host}', 80), 1)"
    ended = subprocess.run(
        [sys.executable, "-c", reach], env=guarded(log), capture_output=True, text=True
    )
    assert "refused by the tests" in ended.stderr
    assert host in log.read_text()

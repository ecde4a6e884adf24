"""The interface in English and in Spanish."""

import pytest

from chatbot.retrieval.confidence import Verdict
from guide import ENGLISH, SPANISH

pytestmark = pytest.mark.browser

PRIVATE = "How can I find out whether the DMV gave my data to ICE?"


def language(tab) -> str:
    return tab.evaluate("document.documentElement.lang")


@pytest.mark.parametrize(
    ("locale", "query", "texts"),
    [
        ("en-US", "", ENGLISH),
        ("es-MX", "", SPANISH),
        ("es", "?lang=en", ENGLISH),
        ("en-GB", "?lang=es", SPANISH),
        ("ht-HT", "", ENGLISH),
        ("en-US", "?lang=<b>", ENGLISH),
    ],
)
def test_page_speaks_the_language_of_the_browser_or_the_address(
    visitors, app, locale, query, texts
):
    visitor = visitors(locale=locale)
    tab = visitor.visit(app + query).tab
    assert language(tab) == texts.language
    assert tab.locator("#ask").inner_text() == texts.ask
    tab.locator("#starters h2", has_text=texts.starters).wait_for()
    assert tab.get_by_label(texts.question_label).get_attribute("placeholder") == texts.placeholder
    assert tab.get_by_label(texts.find).is_visible()
    assert texts.private in tab.locator("#privacy").inner_text()
    answer = visitor.ask(PRIVATE)
    assert answer.locator(".verdict").inner_text() in texts.verdicts.values()
    assert tab.locator("#clear").inner_text() == texts.new_conversation
    assert tab.locator("#chat [role=log]").get_attribute("aria-label") == texts.conversation
    assert visitor.errors == []


def test_spanish_reader_is_told_that_the_document_is_english_and_reads_it_as_it_is(
    visitors, app, shipped_document
):
    visitor = visitors(locale="es-US")
    tab = visitor.visit(app).tab
    assert tab.locator(".other-language").inner_text().startswith("El documento está en inglés.")
    assert tab.locator("article.document").get_attribute("lang") == "en"
    answer = visitor.ask(PRIVATE)
    assert answer.locator("blockquote").first.get_attribute("lang") == "en"
    assert answer.locator(".words").first.inner_text() in shipped_document.text
    english = visitors().visit(app).tab
    assert english.locator(".other-language").count() == 0


def test_switching_keeps_the_conversation_and_the_place_in_the_document(visitor, app):
    tab = visitor.visit(app).tab
    for question in (PRIVATE, "hello", "What is the best pizza in New Haven?"):
        visitor.ask(question)
    questions = tab.locator("#chat .user-row").all_inner_texts()
    words = tab.locator(".answer .words").all_inner_texts()
    tab.locator("a.source").first.click()
    place = tab.locator(".passage.used").get_attribute("id")
    position = tab.locator(".position").inner_text()
    tab.locator(".language").click()
    for spoken in ("Este documento no lo responde", "Este documento lo responde", "Hola. Pregunte"):
        tab.locator("#chat").get_by_text(spoken).wait_for()
    assert language(tab) == "es"
    assert tab.locator("#chat .user-row").all_inner_texts() == questions
    assert tab.locator(".answer .words").all_inner_texts() == words
    assert tab.locator(".answer").count() == 3
    assert tab.locator(".passage.used").get_attribute("id") == place
    assert position == "Passage 1 of 5"
    assert tab.locator(".position").inner_text() == "Pasaje 1 de 5"
    tab.locator(".language").click()
    tab.locator("#chat").get_by_text("This document does not answer that").wait_for()
    assert language(tab) == "en"


def test_switching_without_a_connection_leaves_the_page_as_it_is(visitor, stub):
    tab = visitor.visit(stub.address).tab
    visitor.ask("nine")
    tab.route("**/gradio_api/**", lambda route: route.abort())
    with tab.expect_event("requestfailed"):
        tab.locator(".language").click()
    tab.wait_for_function("faqLanguage.current() === 'en'")
    tab.unroute("**/gradio_api/**")
    assert language(tab) == "en"
    assert (
        visitor.ask("opens").locator(".verdict").inner_text()
        == (ENGLISH.verdicts_of_several[Verdict.ANSWERED])
    )
    tab.locator(".language").click()
    tab.locator("#ask", has_text=SPANISH.ask).wait_for()
    tab.locator("#chat").get_by_text(SPANISH.verdicts_of_several[Verdict.ANSWERED]).nth(
        1
    ).wait_for()
    assert tab.title() == "3 documentos"
    assert tab.locator("#chat [role=log]").get_attribute("aria-label") == SPANISH.conversation


def test_page_is_shown_when_its_language_is_long_in_coming(visitors, stub):
    visitor = visitors(locale="es-MX")
    tab = visitor.tab
    tab.route("**/run/predict", lambda route: None)
    tab.goto(stub.address)
    tab.locator("#ask", has_text=ENGLISH.ask).wait_for()
    tab.unroute("**/run/predict")


@pytest.mark.parametrize(("locale", "texts"), [("en-US", ENGLISH), ("es-MX", SPANISH)])
def test_spanish_question_is_told_to_be_asked_in_english(visitors, app, locale, texts):
    visitor = visitors(locale=locale)
    answer = visitor.visit(app).ask("¿Puede la migra ver mi licencia de manejar?")
    lines = answer.locator(":scope > p").all_inner_texts()
    assert lines[0] == SPANISH.ask_in.format(language="inglés")
    assert lines[1:] == ([ENGLISH.ask_in.format(language="English")] if texts is ENGLISH else [])
    assert answer.locator(".words").count() == 0
    assert answer.locator(".ask").count() == 5
    assert visitor.tab.locator(".passage.used, .passage.also").count() == 0
    assert visitor.ask(PRIVATE).locator(".words").count() == 5

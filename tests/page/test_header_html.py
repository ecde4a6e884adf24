"""The HTML above the conversation, without a server."""

from dataclasses import replace

from chatbot.corpus.documents import Source
from chatbot.page.header_html import bar, masthead, privacy
from chatbot.page.texts import TEXTS
from guide import ENGLISH, GUIDE, SOURCE, SPANISH, Shown


def test_language_of_the_document_is_named_where_the_page_has_another():
    assert Shown(masthead([GUIDE], ENGLISH)).of("other-language") == []
    [line] = Shown(masthead([GUIDE], SPANISH)).of("other-language")
    assert line.startswith("El documento está en inglés.")
    spanish = replace(GUIDE, source=replace(SOURCE, language="es"))
    assert Shown(masthead([spanish], SPANISH)).of("other-language") == []
    assert Shown(masthead([GUIDE, spanish], SPANISH)).of("other-language") == []
    other = Shown(masthead([replace(GUIDE, source=replace(SOURCE, language="xx"))], ENGLISH))
    assert other.of("other-language")[0].startswith("The document is in xx.")


def test_bar_has_the_other_languages_and_a_link_to_leave():
    shown = Shown(bar("A Guide", ENGLISH, TEXTS.values()))
    assert shown.of("language") == ["Español"]
    assert ("value", "es") in shown.attributes
    assert shown.of("leave") == ["Leave this page"]


def test_privacy_says_what_is_kept():
    assert "Nothing you ask is written down" in Shown(privacy(ENGLISH, None)).text
    kept = Shown(privacy(ENGLISH, 30)).text
    assert "for 30 days" in kept
    assert "Nothing you ask" not in kept


def test_masthead_names_document_publisher_and_notice():
    shown = Shown(masthead([GUIDE], ENGLISH))
    assert shown.of("h1") == ["Ask, and read word for word what is said in A Guide"]
    assert shown.of("byline") == ["published by guide.test"]
    assert shown.of("notice") == ["Not legal advice."]
    other = replace(GUIDE, source=Source("Other", notice="Old."))
    silent = replace(GUIDE, source=Source("Silent"))
    several = Shown(masthead([GUIDE, other, silent], ENGLISH))
    assert several.of("name") == ["3 documents"]
    assert several.of("notice") == ["A Guide Not legal advice.", "Other Old."]


def test_title_of_the_operator_replaces_that_of_the_document():
    for documents in ([GUIDE], [GUIDE, replace(GUIDE, source=Source("Other"))]):
        assert Shown(masthead(documents, ENGLISH, "Ask <us>")).of("name") == ["Ask <us>"]

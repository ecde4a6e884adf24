"""HTML of texts and addresses."""

import html
import re

import pytest

from chatbot.corpus.documents import Source
from chatbot.page.html import contact_line, outside_link, passage_link, plain
from chatbot.settings import Settings
from guide import HOSTILE, Shown


def test_plain_shows_exactly_the_characters_and_leaves_nothing_active():
    shown = plain(HOSTILE)
    assert html.unescape(shown) == HOSTILE
    assert re.fullmatch(r"(?:[A-Za-z0-9 ]|&#\d+;)*", shown)


def test_plain_does_not_change_letters_of_any_script():
    assert plain("¿Qué 数据 «أ»") == "¿Qué 数据 «أ»"


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "data:text/html,x", "//evil.test"])
def test_only_web_addresses_become_links(url):
    assert outside_link(Source("T", url=url), "T") == '<span class="origin">T</span>'


def test_passage_link_keeps_any_id():
    assert Shown(passage_link("a b&c:1:2", "x")).attributes == [
        ("class", "source"),
        ("href", "?p=a%20b%26c:1:2"),
    ]


def test_contact_has_the_words_and_the_link_of_the_operator():
    assert contact_line(Settings()) == ""
    [words] = Shown(contact_line(Settings(contact=HOSTILE))).of("contact")
    assert words == HOSTILE
    linked = Shown(contact_line(Settings(contact="Call us", contact_link="tel:+12035550100")))
    assert linked.of("a") == linked.of("contact") == ["Call us"]
    assert ("href", "tel:+12035550100") in linked.attributes

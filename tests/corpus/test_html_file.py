"""HTML pages: accordions, structured data, what surrounds the text, encodings; nothing is lost."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.documents import MarkKind
from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.web import web_codec
from chatbot.errors import CorpusError


def read(body, head="", attributes=' lang="en"'):
    page = f"<!doctype html><html{attributes}><head>{head}</head><body>{body}</body></html>"
    return read_html(RawFile(Path("faq.html"), page.encode()))


def entries(parsed):
    return [
        (entry.question, [block.span.of(parsed.text) for block in entry.blocks])
        for entry in parsed.entries
    ]


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


TWO = [("Is it free?", ["Yes, it is."]), ("Contact", ["Write to us."])]
THREE = [*TWO, ("When is it open?", ["Always."])]
LAYOUTS = {
    "headings": "<h2>{}</h2><p>{}</p>",
    "details": "<details><summary>{}</summary><p>{}</p></details>",
    "details with a heading": "<details><summary><h3>{}</h3></summary>{}</details>",
    "definition list": "<dl><dt>{}</dt><dd>{}</dd></dl>",
    "Bootstrap 5": (
        '<div class="accordion-item"><h2 class="accordion-header"><button class="accordion-button" '
        'data-bs-toggle="collapse" data-bs-target="#c{n}" aria-expanded="false">{}</button></h2>'
        '<div id="c{n}" class="collapse"><div class="accordion-body">{}</div></div></div>'
    ),
    "Bootstrap 3": (
        '<div class="panel"><div class="panel-heading" role="tab"><a data-toggle="collapse" '
        'href="#c{n}">{}</a></div><div id="c{n}" role="tabpanel">{}</div></div>'
    ),
    "ARIA": (
        '<div><div><span role="button" aria-expanded="false" aria-controls="c{n}">{}</span>'
        '<i class="icon">+</i></div><div id="c{n}" hidden>{}</div></div>'
    ),
    "buttons": '<button class="accordion">{}</button><div style="display:none"><p>{}</p></div>',
    "microdata": (
        '<div itemscope itemtype="https://schema.org/Question"><div itemprop="name">{}</div>'
        '<div itemprop="acceptedAnswer"><div itemprop="text">{}</div></div></div>'
    ),
    "RDFa": ('<div typeof="schema:Question"><b property="schema:name">{}</b><div>{}</div></div>'),
    "classes": '<div class="x7"><div class="q9">{}</div><div class="a9">{}</div></div>',
    "a label": '<div><input type="checkbox"><label class="l1">{}</label><div>{}</div></div>',
    "bold lines": "<p><b>{}</b></p><p>{}</p>",
    "buttons with a heading": "<button><h3>{}</h3></button><div><p>{}</p></div>",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_question_is_found_however_a_page_shows_it(layout):
    body = "".join(
        layout.replace("{n}", str(number)).format(question, answer)
        for number, (question, [answer]) in enumerate(THREE)
    )
    assert entries(read(f"<main><h1>Help</h1>{body}</main>")) == THREE


def test_tabs_become_headings_of_their_panels():
    parsed = read(
        '<ul role="tablist"><li><a role="tab" href="#p1">Tickets</a></li>'
        '<li><button role="tab" aria-controls="p2">Parking</button></li></ul>'
        '<div id="p1"><h3>How much?</h3><p>Five.</p></div>'
        '<div id="p2"><h3>Where?</h3><p>Behind the house.</p></div>'
    )
    assert [(entry.section, entry.question) for entry in parsed.entries] == [
        (("Tickets",), "How much?"),
        (("Parking",), "Where?"),
    ]


def json_ld(*questions, wrap="{}"):
    data = {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": name, "acceptedAnswer": {"text": answer}}
            for name, answer in questions
        ],
    }
    return f'<script type="application/ld+json">{wrap.format(json.dumps(data))}</script>'


def test_questions_of_json_ld_alone_are_read():
    parsed = read("<p>Loading.</p>", json_ld(("Is it <b>free</b>?", "<p>Yes.</p><p>Always.</p>")))
    assert entries(parsed)[-1] == ("Is it free?", ["Yes.", "Always."])


def test_questions_in_json_ld_and_on_the_page_come_once_with_the_text_of_the_page():
    head = json_ld(("Is it free?", "Short."), ("Only there?", "Yes & no."))
    parsed = read("<h1>FAQ</h1><h2>Is it free?</h2><p>Long <i>text</i>.</p>", head)
    assert entries(parsed) == [
        ("Is it free?", ["Long text."]),
        ("Only there?", ["Yes & no."]),
    ]


def test_json_ld_says_which_plain_elements_are_questions():
    body = (
        "<div><div>Parking</div><div>Behind the house.</div><div>Price</div><div>None.</div></div>"
    )
    parsed = read(body, json_ld(("Parking", "x"), ("Price", "y")))
    assert entries(parsed) == [("Parking", ["Behind the house."]), ("Price", ["None."])]


@pytest.mark.parametrize(
    "script",
    [
        "{not json",
        "[" * 100_000,
        '{"@type": "Question", "name": 7, "acceptedAnswer": [[]]}',
        '{"@graph": [{"@type": ["Question"], "acceptedAnswer": null}]}',
    ],
    ids=["broken", "deep", "wrong types", "no answer"],
)
def test_broken_json_ld_changes_nothing(script):
    head = f'<script type="application/ld+json">{script}</script>'
    assert entries(read("<h2>Is it free?</h2><p>Yes.</p>", head)) == [("Is it free?", ["Yes."])]


def test_json_ld_in_a_comment_is_read():
    head = json_ld(("Is it free?", "Yes."), wrap="<!-- {} -->")
    assert entries(read("<p>Loading.</p>", head))[-1] == ("Is it free?", ["Yes."])


def test_what_surrounds_the_text_is_left_out_with_a_reason():
    parsed = read(
        '<a href="#main">Skip</a><header><a href="/">Home</a></header><nav><ul><li>About</li>'
        '<li>News</li></ul></nav><div id="cookie-banner">We use cookies</div><main id=main>'
        "<h1>Help</h1><h2>Is it free?</h2><p>Yes.</p><form>Search</form><aside>Advert</aside>"
        "<button>Print</button></main><div>Beside</div><noscript>Scripts</noscript>"
        '<div class="footer">Imprint</div>'
    )
    assert entries(parsed) == [("Is it free?", ["Yes."])]
    assert set(left_out(parsed)) == {
        ("Skip", "outside the main part of the page"),
        ("Home", "the header of the page"),
        ("About News", "navigation"),
        ("We use cookies", "a notice about cookies"),
        ("Search", "a form"),
        ("Advert", "an aside"),
        ("Print", "a button"),
        ("Beside", "outside the main part of the page"),
        ("Scripts", "a note for browsers without scripts"),
        ("Imprint", "the footer of the page"),
    }


def test_a_surrounding_part_with_questions_stays():
    body = (
        "<h1>Help</h1><aside><h2>Is it free?</h2><p>Yes.</p></aside><form><h2>Why?</h2>So.</form>"
    )
    assert entries(read(body)) == [("Is it free?", ["Yes."]), ("Why?", ["So."])]


def test_a_menu_that_opens_is_not_a_question():
    parsed = read(
        '<div><button aria-expanded="false" aria-controls="m">Menu</button><div id="m">'
        '<a href="/a">Start</a> <a href="/b">News</a></div></div><h2>Is it free?</h2><p>Yes.</p>'
    )
    assert [entry.question for entry in parsed.entries if entry.question == "Menu"] == []
    assert ("Menu", "a button") in left_out(parsed)


def test_scripts_and_styles_are_not_text():
    parsed = read("<style>p{}</style><h2>Is it free?</h2><p>Y<script>f('Q?')</script>es.</p>")
    assert entries(parsed) == [("Is it free?", ["Yes."])]
    assert parsed.left_out == ()


def test_metadata_comes_from_the_head():
    head = (
        "<title> FAQ –\n City </title><link rel=canonical href='https://example.org/faq'>"
        "<meta property='og:site_name' content='City Library'>"
    )
    parsed = read("<h2>Is it free?</h2><p><a href='/fees'>Yes</a>.</p>", head, ' lang="de-AT"')
    assert parsed.metadata == {
        "title": "FAQ – City",
        "publisher": "City Library",
        "language": "de-AT",
        "url": "https://example.org/faq",
    }
    link = next(mark for mark in parsed.marks if mark.kind is MarkKind.LINK)
    assert link.target == "https://example.org/fees"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "//[", "/faq", ""])
def test_an_address_that_is_none_is_not_taken(value):
    head = f"<link rel=canonical href='{value}'>"
    parsed = read("<h2>Is it free?</h2><p><a href='//['>Yes</a>.</p>", head, ' lang="a b"')
    assert "url" not in parsed.metadata and "language" not in parsed.metadata


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="iso-8859-1">'),
        ("utf-16", ""),
        ("cp1252", '<meta charset="ISO-8859-1">'),
        ("cp1251", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'),
        ("shift_jis", "<meta charset=shift_jis>"),
    ],
)
def test_the_encoding_is_that_of_the_mark_or_the_declaration(encoding, declared):
    words = {"cp1251": "Где?", "shift_jis": "どこ?"}.get(encoding, "Où “ça”?")
    page = f"<html><head>{declared}</head><body><h2>{words}</h2><p>Yes.</p></body></html>"
    if encoding == "utf-16":
        pytest.importorskip("charset_normalizer")
    try:
        parsed = read_html(RawFile(Path("faq.html"), page.encode(encoding)))
    except CorpusError as error:
        assert encoding == "utf-16", error  # not read by the shared decoder yet
        return
    assert parsed.entries[0].question == words


def test_utf_8_that_declares_another_encoding_is_utf_8():
    page = '<meta charset="windows-1252"><h2>Où “ça”?</h2><p>Yes.</p>'
    parsed = read_html(RawFile(Path("faq.html"), page.encode()))
    assert parsed.entries[0].question == "Où “ça”?"


def test_a_copyright_line_is_the_footer():
    parsed = read("<h2>Is it free?</h2><p>Yes.</p><p>© 2020 Us. <a href='/i'>Imprint</a></p>")
    assert entries(parsed) == [("Is it free?", ["Yes."])]
    assert left_out(parsed) == [("© 2020 Us. Imprint", "the footer of the page")]


def test_a_declared_encoding_that_does_not_fit_is_refused():
    page = b"<meta charset=nonsense><h2>Is it free?</h2><p>\xff\xfe\x81\x8d\x00</p>"
    with pytest.raises(CorpusError):
        read_html(RawFile(Path("faq.html"), page))


def test_a_page_of_a_site_generator_is_read_without_its_instructions():
    page = "---\ntitle: Help\n---\n{% include head.html %}\n<h2>Is it free?</h2>\n<p>Yes.</p>\n"
    parsed = read_html(RawFile(Path("faq.html"), page.encode()))
    assert parsed.metadata["title"] == "Help"
    assert entries(parsed) == [("Is it free?", ["Yes."])]
    assert parsed.entries[0].line == 5
    assert left_out(parsed) == [("{% include head.html %}", "an instruction to a site generator")]


def test_xhtml_with_a_declaration_is_read():
    page = (
        b'<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        b'xml:lang="fr"><body><h2>Is it free?</h2><p>Yes.</p></body></html>'
    )
    parsed = read_html(RawFile(Path("faq.xhtml"), page))
    assert parsed.metadata == {"language": "fr"}
    assert entries(parsed) == [("Is it free?", ["Yes."])]


@pytest.mark.parametrize("page", [b"<!-- -->", b"<p></p>", b"\x00", b"<script>x</script>", b"<p>x"])
def test_a_page_without_questions_is_refused(page):
    with pytest.raises(CorpusError):
        read_html(RawFile(Path("faq.html"), page))


@pytest.mark.parametrize("depth", [150, 2000, 50_000])
def test_deep_elements_are_read_or_refused_within_bounds(depth):
    page = f"<h2>Is it free?</h2><p>Yes.</p>{'<div>' * depth}deep{'</div>' * depth}"
    try:
        parsed = read_html(RawFile(Path("faq.html"), page.encode()))
    except CorpusError as error:
        assert "nested too deeply" in str(error)
        return
    words = parsed.text + " ".join(words for words, _ in left_out(parsed))
    assert "deep" in words


def sections(parsed):
    return [(entry.section, entry.question) for entry in parsed.entries]


PLAIN = (
    '<p><a href="#a">Is it free?</a><br><a href="#b">Who pays for it?</a><br>'
    '<a href="{b}" {data}>The opening hours</a><br><a href="#d">Where is it?</a></p>'
    '<p><a name="a"></a>Is it free? <a href="#top">top</a></p><p>Yes.</p>'
    '<p><a name="b">2.</a> <b>Who pays for it?</b></p><p>The city.</p>'
    '<p><a name="c"></a>Opening hours</p><p>Always.</p>'
    '<p><b><a name="d">Where is it?</a></b></p><p>Here.</p>'
)


@pytest.mark.parametrize(
    ("href", "data"),
    [("#c", ""), ("FAQ.html#c", ""), ("#", "data-scroll-to=c"), ("#b", "")],
    ids=["plain", "name of the file", "script", "mistaken"],
)
def test_a_paragraph_to_which_the_contents_point_is_a_question(href, data):
    page = PLAIN.format(b=href, data=data)
    if href == "#b":  # the words of the link say which it is
        page = page.replace("The opening hours", "Opening hours")
    parsed = read(page)
    assert entries(parsed) == [
        ("Is it free?", ["Yes."]),
        ("Who pays for it?", ["The city."]),
        ("Opening hours", ["Always."]),
        ("Where is it?", ["Here."]),
    ]
    assert ("top", "a link within the page") in left_out(parsed)


def test_the_level_of_a_plain_question_is_that_of_the_others():
    links = "".join(f'<li><a href="#{n}">What is {n}?</a></li>' for n in "xyz")
    parsed = read(
        f"<ul>{links}</ul><h3><a name=x></a>What is x?</h3><p>A letter.</p>"
        "<p>What is y?<a name=y> </a></p><h3><a name=z></a></h3><h3>What is z?</h3><p>The last.</p>"
    )
    assert sections(parsed) == [((), "What is x?"), ((), "What is y? What is z?")]
    assert parsed.remarks[0].reason == "it shares the answer of the next question"


def test_a_plain_question_that_the_contents_forget_takes_no_answer_of_another():
    links = "".join(f'<li><a href="#{n}">What is {n}?</a></li>' for n in "wxz")
    questions = "".join(f"<h3><a name={n}></a>What is {n}?</h3><p>A letter.</p>" for n in "wx")
    parsed = read(
        f"<ul>{links}</ul>{questions}<p>What is y?<a name=y></a></p>"
        "<h3><a name=z></a>What is z?</h3><p>The last.</p>"
    )
    assert sections(parsed) == [((), f"What is {n}?") for n in "wxz"]
    assert parsed.entries[1].answer.of(parsed.text) == "A letter."
    told = [(one.words, one.reason) for one in parsed.left_out]
    assert ("What is y?", "a question without an answer") in told


def test_a_logo_with_a_link_is_a_picture_and_no_text():
    logo = '<a href="/"><img src=l.png alt="City"></a>'
    parsed = read(f"<div>{logo}</div><h2>Is it free?</h2><p>{logo}</p>")
    assert entries(parsed) == [("Is it free?", ["City"])]
    assert left_out(parsed) == [("City", "a picture")]


def test_links_in_a_text_make_no_questions():
    parsed = read(
        "<h2>Is it free?</h2><p>See <a href='#x'>our prices</a>, <a href='#y'>the hours</a> and "
        "<a href='#z'>the map</a>.</p><p id=x>Five.</p><p id=y>Always open.</p><p id=z>A map.</p>"
    )
    assert len(entries(parsed)) == 1


@pytest.mark.parametrize(
    "contents",
    [
        '<ul><li><a href="#a"><h2>Is it free?</h2></a></li><li><a href="#b"><h2>Why?</h2></a></li>'
        "</ul>",
        '<a href="#a"><h2>Is it free?</h2><p>Prices</p></a><a href="#b"><h2>Why?</h2></a>'
        '<a href="#c"><h2>Contact</h2></a>',
        '<b>Q:</b> Is it <br>free? <a href="#a">Answer</a><hr><b>Q:</b> Why? <a href="#b">Answer',
    ],
    ids=["headings", "cards", "a link behind each"],
)
def test_a_question_that_is_or_has_a_link_to_where_it_is_asked_is_contents(contents):
    parsed = read(
        f"<div>{contents}</a></div><div id=a><h2>Is it free?</h2><p>Yes.</p></div>"
        "<div id=b><h2>Why?</h2><p>So.</p></div><div id=c><h2>Contact</h2><p>Write.</p></div>"
    )
    assert entries(parsed) == [
        ("Is it free?", ["Yes."]),
        ("Why?", ["So."]),
        ("Contact", ["Write."]),
    ]
    assert {reason for _, reason in left_out(parsed)} == {"table of contents"}
    assert parsed.remarks == ()


def test_text_behind_the_body_is_read_or_named():
    page = (
        "<html><body><h2>Is it free?</h2><p>Yes.</p></body>"
        "<p>Always.</p><footer>Imprint</footer></html>Late"
    )
    parsed = read_html(RawFile(Path("faq.html"), page.encode()))
    assert entries(parsed) == [("Is it free?", ["Yes.", "Always."])]
    assert {words for words, _ in left_out(parsed)} == {"Imprint", "Late"} or "Late" in parsed.text


def test_the_footer_of_the_page_may_stand_in_a_section():
    parsed = read(
        "<section><h2>Is it free?</h2><p>Yes.</p><section><footer>Own words.</footer></section>"
        "<footer><a href=/a>Imprint</a> <a href=/b>Press</a></footer></section><p><a>Book</a></p>"
    )
    assert entries(parsed)[0] == ("Is it free?", ["Yes.", "Own words.", "Imprint Press", "Book"])
    parsed = read(
        "<section><h2>Is it free?</h2><p>Yes.</p><section><footer>Own words.</footer></section>"
        "<footer><a href=/a>Imprint</a> <a href=/b>Press</a></footer></section>"
    )
    assert entries(parsed) == [("Is it free?", ["Yes.", "Own words."])]
    assert left_out(parsed) == [("Imprint Press", "the footer of the page")]


def test_words_before_a_menu_alone_are_text():
    parsed = read("<p>Welcome.</p><nav>Menu</nav><h2>Is it free?</h2><p>Yes.</p>")
    assert entries(parsed) == [("faq", ["Welcome."]), ("Is it free?", ["Yes."])]


def test_what_stands_before_the_header_and_behind_the_footer_is_left_out():
    page = (
        "<div>Skip</div><div><header>Logo</header></div><h2>Is it free?</h2><p>Yes.</p>"
        "<footer>Imprint</footer><div><a href=/b>Book now</a></div>"
    )
    parsed = read(page)
    assert entries(parsed) == [("Is it free?", ["Yes."])]
    outside = [words for words, reason in left_out(parsed) if reason.startswith("outside")]
    assert outside == ["Book now", "Skip"]
    parsed = read(page + "<h2>Why?</h2><p>So.</p>")
    assert entries(parsed) == [("Is it free?", ["Yes.", "Book now"]), ("Why?", ["So."])]


@pytest.mark.parametrize(
    "question",
    [
        "<h3>Is it free? <span>+</span></h3>",
        "<h3><span>\u25bc</span> Is it free?</h3>",
        "<details><summary>Is it free?<i>+</i></summary>",
    ],
)
def test_the_sign_of_an_accordion_is_not_part_of_the_question(question):
    parsed = read(f"{question}<p>Yes.</p>")
    assert entries(parsed) == [("Is it free?", ["Yes."])]
    assert [reason for _, reason in left_out(parsed)] == ["a sign that opens the answer"]


@pytest.mark.parametrize("words", ["Do I need a <b>+</b> sign?", "What is <b>C</b>?"])
def test_a_sign_among_words_stays(words):
    parsed = read(f"<h3>{words}</h3><p>Yes.</p>")
    assert parsed.entries[0].question == re.sub("<.*?>", "", words)


def test_captions_of_pictures_side_by_side_are_no_sections():
    card = "<div><img src=x.jpg><div><h3>{}</h3><p>&nbsp;</p></div></div>"
    page = "<h2>Our house</h2>" + "".join(map(card.format, ["Spring", "Summer"]))
    parsed = read(f"{page}<h4>Is it free?</h4><p>Yes.</p>")
    assert sections(parsed) == [(("Our house",), "Is it free?")]
    assert ("Summer", "the caption of a picture") in left_out(parsed)
    parsed = read(f"{card.format('Prices')}<h4>Is it free?</h4><p>Yes.</p>")
    assert sections(parsed) == [(("Prices",), "Is it free?")]


def test_headings_of_questions_below_a_question_are_sections():
    parsed = read(
        "<h2>Any questions?</h2><p>Read on.</p><h3>Teachers</h3>"
        "<details><summary>Is it free?</summary>Yes.</details><h3>Parents</h3>"
        "<details><summary>Who pays?</summary>The city.</details>"
    )
    assert sections(parsed)[1:] == [
        (("Any questions?", "Teachers"), "Is it free?"),
        (("Any questions?", "Parents"), "Who pays?"),
    ]


def test_a_menu_above_all_headings_is_navigation_and_a_list_of_links_in_an_answer_is_text():
    links = " | ".join(f"<a href='/{n}'>Page {n}</a>" for n in range(5))
    parsed = read(f"<p>{links}</p><h2>Where is more?</h2><p>{links}</p>")
    assert len(parsed.entries) == 1
    assert [reason for _, reason in left_out(parsed)] == ["navigation"]
    assert parsed.entries[0].blocks[0].span.of(parsed.text).startswith("Page 0")


def test_a_copyright_line_may_begin_with_other_words():
    parsed = read("<h2>Is it free?</h2><p>Yes.</p><p>By us.<br>Copyright © Us</p>")
    assert left_out(parsed) == [("By us. Copyright © Us", "the footer of the page")]


@pytest.mark.parametrize("code", ["A01.", "D02.", "F1)"])
def test_codes_before_questions_are_cut_off_alike(code):
    parsed = read(f"<h2>{code} Is it free?</h2><p>Yes.</p><h2>A4 – or A3?</h2><p>A4.</p>")
    assert [entry.question for entry in parsed.entries] == ["Is it free?", "A4 – or A3?"]


def test_what_is_shown_while_the_page_loads_is_left_out():
    parsed = read("<div id=preloader><b>C</b></div><h2>Is it free?</h2><p>Yes.</p>")
    assert left_out(parsed) == [("C", "shown while the page loads")]


def test_tags_of_template_toolkit_are_left_out():
    parsed = read("[% WRAPPER page %]<h2>Is it free?</h2><p>Yes.</p>[% END %]")
    assert [words for words, _ in left_out(parsed)] == ["[% END %]", "[% WRAPPER page %]"]


BLOCK_TAGS = re.findall(
    r"\w+",
    "div p section article blockquote li h2 h3 h4 details summary dl dt dd ul ol nav header footer "
    "aside form main button table tr td th figure pre center address fieldset label noscript",
)
INLINE_TAGS = ["b", "i", "a", "span", "code", "font", "button", "u"]
ATTRIBUTES = [
    "", " class=q", " class='faq-question'", " hidden", " role=button aria-expanded=false",
    " role=tab aria-controls=t", " id=t", " aria-controls=t aria-expanded=true", " role=navigation",
    " itemtype='https://schema.org/Question'", " itemprop=name", " href=#t", " href='/x'",
    " class=cookie", " name=t", " href=#t name=t", " class=loader", " data-to=t",
    " style='display:none'", " role=main",
]  # fmt: skip
LEAF = st.sampled_from(
    ["{} ", "{}? ", " {}", "{}. <br>", "<i>+</i>{} ", "</body>{} ", "<img src=x>{}"]
)


def element(children):
    tags = st.sampled_from([*BLOCK_TAGS, *INLINE_TAGS])
    return st.builds(
        lambda tag, attributes, inside: f"<{tag}{attributes}>{''.join(inside)}</{tag}>",
        tags,
        st.sampled_from(ATTRIBUTES),
        st.lists(children, max_size=4),
    )


@given(st.lists(st.recursive(LEAF, element, max_leaves=12), max_size=6))
def test_each_word_of_a_page_is_in_an_entry_or_left_out(parts):
    template = "".join(parts)
    words = [f"word{number}x" for number in range(template.count("{}"))]
    parsed = read(f"{template.format(*words)}<h1>Last?</h1><p>Yes.</p>")
    told = " ".join(
        [
            *(words for words, _ in left_out(parsed)),
            *(entry.answer.of(parsed.text) for entry in parsed.entries),
            *(entry.heading.of(parsed.text) for entry in parsed.entries),
            *(" ".join((entry.question, *entry.section)) for entry in parsed.entries),
        ]
    )
    assert set(words) - set(re.findall(r"word\d+x", told)) == set()
    for entry in parsed.entries:
        assert all(block.span.of(parsed.text).strip() for block in entry.blocks)


@pytest.mark.parametrize(
    "label", ["undefined", "idna", "unicode_escape", "punycode", "rot13", "hex"]
)
def test_a_declared_encoding_that_is_not_one_of_the_web_is_ignored(label):
    content = f'<meta charset="{label}"><h2>Is it free?</h2><p>Use C:\\new\\table.</p>'.encode()
    [entry] = (parsed := read_html(RawFile(Path("faq.html"), content))).entries
    assert entry.answer.of(parsed.text) == "Use C:\\new\\table."


@pytest.mark.parametrize(
    ("label", "codec"),
    [("latin1", "cp1252"), ("Shift_JIS", "cp932"), ("windows-1251", "cp1251"), ("UTF8", "utf-8")],
)
def test_encodings_are_read_as_browsers_do(label, codec):
    assert web_codec(label) == codec


@pytest.mark.parametrize("label", ["", "undefined", "utf-7", "a\0b", "é", "..", "x" * 1000])
def test_what_is_not_an_encoding_of_the_web_is_not_looked_up(label):
    assert web_codec(label) is None


def test_each_answer_of_the_structured_data_is_read():
    data = (
        '{"@type": "Question", "name": "Is it free?", "acceptedAnswer": [{"text": "Yes."}, '
        '{"text": "Always."}], "suggestedAnswer": {"text": "For all."}}'
    )
    content = f'<script type="application/ld+json">{data}</script><h2>Why?</h2><p>So.</p>'.encode()
    parsed = read_html(RawFile(Path("faq.html"), content))
    assert [block.span.of(parsed.text) for block in parsed.entries[-1].blocks] == [
        "Yes.",
        "Always.",
        "For all.",
    ]


@pytest.mark.parametrize(
    "front", ["+++\ntitle = 'T'\nabout = 'lost words'\n+++\n", "---\nlost words\n---\n"]
)
def test_front_matter_that_is_not_used_is_named(front):
    found = read_html(RawFile(Path("faq.html"), f"{front}<h2>Why?</h2><p>So.</p>".encode()))
    assert any("lost words" in one.words for one in found.left_out)

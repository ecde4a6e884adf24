"""Tell what the text below a heading says: "A:" and the answer, a link alone, nothing."""

import re

from chatbot.corpus.documents import MarkKind, Span
from chatbot.corpus.readers.contents_titles import is_label
from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.pieces import Marks, asks
from chatbot.corpus.readers.prefixes import answer_prefix, question_prefix
from chatbot.corpus.readers.question_words import without_edges, words_key
from chatbot.corpus.readers.rendering import CONTENT
from chatbot.corpus.readers.text_lines import SENTENCE_STOP

MOST_IN_LINK = 40  # characters
MOST_IN_LABEL = 30  # characters
MOST_IN_TITLE = 40  # characters
TEMPLATE = re.compile(r"\{[{%].*?[%}]\}")  # of a site generator
MENU = re.compile(r"\s[|/·•›»>]\s")  # "English | Deutsch"
TRAIL = re.compile(r"\s*[>›»→][^.!?。！？\n]*")
MOST_IN_TRAIL = 100  # characters
SAYS_WHERE = re.compile(r"[@\d]")


def answer_prefix_length(words: str, heading: str, *, asks: bool) -> int:
    """Return the length of "A:" before an answer, with the marker of a list item before it.

    In other languages the letter means other things, too. So below a heading that does not ask,
    only "A:" and whole words count.

    Args:
        words: The first words below the heading.
        heading: The words of the heading, as in the file.
        asks: Whether it asks.
    """
    marker = LIST_MARKER.match(words)
    prefix = answer_prefix().match(words, marker.end() if marker else 0)
    if not prefix:
        return 0
    name = re.sub(r"[\W\d]", "", prefix[0])
    colon = prefix[0].rstrip()[-1:] in ":："
    certain = name in "AaＡ答" or len(name) > 1
    prefixed = question_prefix().match(without_edges(heading))
    return prefix.end() if (colon and (asks or certain)) or prefixed else 0


def says_nothing(
    text: str, marks: Marks, answer: Span, *, title: str, asks: bool, headed: bool
) -> bool:
    """Return whether text only repeats its title, or is but a label or links: "Contact us".

    Other short text above the first heading is a notice, such as "Closed on Mondays".

    Args:
        text: The text of the document.
        marks: Its marks.
        answer: The characters below the heading.
        title: The words of the heading; of text above the first heading, of the document.
        asks: Whether the heading asks. Then anything may be its answer.
        headed: Whether there is a heading.
    """
    words = answer.of(text)
    repeats = words_key(words) == words_key(title)
    if not headed:
        says = SAYS_WHERE.search(words) or SENTENCE_STOP.search(words)
        short = len(words) <= MOST_IN_LABEL and not says
        links = _link_count(text, marks, answer)
        beside = MENU.search(words) and any(marks.inside(answer, MarkKind.LINK))
        if _is_trail(text, marks, answer):
            return True
        if is_label(words) and len(words) <= MOST_IN_TITLE:
            return True
        return repeats or links > 1 or (short and bool(links or beside or _is_label(words)))
    if asks:
        return False
    if repeats or (len(words) <= MOST_IN_LABEL and words.rstrip().endswith((":", "："))):
        return True
    if len(words) > MOST_IN_LINK or SAYS_WHERE.search(words):
        return False
    return _link_count(text, marks, answer) == 1


def _is_trail(text: str, marks: Marks, answer: Span) -> bool:
    """Return whether a line only says where a page is: a link, ">", the name of the page."""
    link = next(marks.inside(Span(answer.start, answer.start + 1), MarkKind.LINK), None)
    short = answer.end - answer.start <= MOST_IN_TRAIL
    return bool(link and short and TRAIL.fullmatch(text, link.span.end, answer.end))


def _is_label(words: str) -> bool:
    """Return whether short words say nothing: "Got questions?", "{{ content }}"."""
    return asks(words) or not CONTENT.search(TEMPLATE.sub("", words))


def _link_count(text: str, marks: Marks, answer: Span) -> int:
    """Return how many links there are in a text of links alone; 0 of other texts."""
    links = [mark.span for mark in marks.inside(answer, MarkKind.LINK)]
    ends = [answer.start, *(link.end for link in links)]
    starts = [*(link.start for link in links), answer.end]
    between = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return 0 if CONTENT.search(between) else len(links)

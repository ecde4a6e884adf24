"""The HTML of an answer, as pure functions.

The text content of an element of class `words` is always an unchanged span of the document. Of a
table row, that includes the separators of its cells, which are displayed as borders.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chatbot.answering.answer import Answer, Hit, RelatedQuestion
from chatbot.corpus.documents import BlockKind, Document, Passage, Source, Span
from chatbot.page.entry_html import BlockDrawing, blocks_in
from chatbot.page.header_html import document_languages
from chatbot.page.html import (
    answer_address,
    ask_button,
    language_attributes,
    notice_line,
    outside_link,
    passage_link,
    plain,
    section_line,
)
from chatbot.page.inline_html import Element
from chatbot.page.texts import TEXTS, Texts
from chatbot.retrieval.confidence import Verdict

SHORT_ANSWER = 600
"""Characters of an answer that fits on the screen of a phone."""
Documents = Mapping[str, Document]
"""Document id → document. Those of the hits have their text and entries."""


def answer_message(
    answer: Answer,
    documents: Documents,
    starters: Iterable[RelatedQuestion],
    texts: Texts,
    contact: str = "",
) -> str:
    """Return the whole message for an answer.

    Args:
        answer: The answer.
        documents: All documents of the corpus.
        starters: Shown if there are no related questions.
        texts: The texts of the interface.
        contact: HTML of the line with the contact for unanswered questions.
    """
    if answer.small_talk is not None:
        return _section("small-talk", f"<p>{plain(texts.small_talk[answer.small_talk])}</p>")
    if answer.foreign_language:
        onward = _questions(starters, documents, texts.covered)
        ask_in = _ask_in(answer.foreign_language, documents, texts)
        return _section("foreign", ask_in + contact + onward)
    if answer.verdict is Verdict.NOT_ANSWERED or not answer.hits:
        body = _nearest(answer.hits, documents, texts, contact)
        onward = _questions(answer.related or tuple(starters), documents, texts.covered)
    else:
        says = texts.says if answer.verdict is Verdict.ANSWERED else texts.may_say
        best, *others = answer.hits
        document = documents[best.passage.document]
        whole = _whole_answer(best.passage, document, answer.question, texts)
        body = f'<p class="says">{plain(says)}</p>'
        body += quotation(best, document, texts, whole=whole, noticed=True)
        body += _further(others, documents, texts)
        onward = _questions(answer.related, documents, texts.related)
    inside = _head(answer, documents, texts) + body + _permalink(answer, texts) + onward
    return _section(answer.verdict.value, inside)


def trouble_message(texts: Texts) -> str:
    """Return the message for a failure."""
    return _section("trouble", f"<p>{plain(texts.trouble)}</p>")


def quotation(
    hit: Hit,
    document: Document,
    texts: Texts,
    *,
    whole: str = "",
    noticed: bool = False,
    rated: bool = True,
) -> str:
    """Return a passage with its section, question, lead and place in the document.

    Args:
        hit: The passage.
        document: Its document.
        texts: The texts of the interface.
        whole: HTML of the whole answer, from `_whole_answer`.
        noticed: True to repeat the document's notice.
        rated: True to show the strength of the match.
    """
    passage, source = hit.passage, document.source
    place = (
        f'<span class="which">{plain(texts.source.format(entry=passage.entry))}</span> '
        f"{outside_link(source, source.title)}{_publisher(source)}"
    )
    strength = f'<span class="strength">{plain(texts.strengths[hit.strength])}</span> '
    notice = notice_line(source) if noticed else ""
    return (
        f'<figure class="quotation {hit.strength.name.lower()}">'
        f"<blockquote{language_attributes(source.language)}>"
        f'{_section_of(passage)}<p class="question">{plain(passage.question)}</p>'
        f"{_words(hit, document)}</blockquote>{whole}"
        f'<figcaption><p class="place">{strength if rated else ""}{place}</p>{notice}'
        f'<p class="actions">{passage_link(passage.id, texts.open_passage)} '
        f'<button type="button" class="copy">{plain(texts.copy)}</button></p>'
        "</figcaption></figure>"
    )


def _section(kind: str, inside: str) -> str:
    """Return one line in a block element, so that Markdown does not change it."""
    return f'<section class="answer {kind}">{inside}</section>'


def _ask_in(asked: str, documents: Documents, texts: Texts) -> str:
    """Return the request to ask in a language of the documents, in up to two languages."""
    languages = dict.fromkeys([TEXTS.get(asked, texts).language, texts.language])
    lines = []
    for language in languages:
        words = TEXTS[language]
        line = words.ask_in.format(language=document_languages(documents.values(), words))
        lines.append(f'<p lang="{language}">{plain(line)}</p>')
    return "".join(lines)


def _permalink(answer: Answer, texts: Texts) -> str:
    return (
        f'<p class="pass-on"><a class="permalink" href="{plain(answer_address(answer))}">'
        f"{plain(texts.copy_link_with_context if answer.context else texts.copy_link)}</a></p>"
    )


def _head(answer: Answer, documents: Documents, texts: Texts) -> str:
    words = texts.verdicts if len(documents) == 1 else texts.verdicts_of_several
    head = f'<h2 class="verdict">{plain(words[answer.verdict])}</h2>'
    searched = ""
    if answer.carries_context:
        searched = texts.searched_with_context
    elif answer.searched.casefold() != answer.question.casefold():  # its spelling was corrected
        searched = texts.searched
    if searched:
        head += f'<p class="searched">{plain(searched.format(searched=answer.searched))}</p>'
    return head


def _section_of(passage: Passage) -> str:
    return f'<p class="sections">{section_line(passage.section)}</p>' if passage.section else ""


def _words(hit: Hit, document: Document) -> str:
    """Return the passage with its answering sentence marked, below its lead."""
    passage, sentence = hit.passage, hit.sentence
    marked: tuple[Element, ...] = ()
    if sentence and passage.start <= sentence.start < sentence.end <= passage.end:
        marked = (Element(sentence, "mark"),)
    span = Span(passage.start, passage.end)
    blocks = blocks_in(document.entries[passage.entry - 1], span)
    drawing = BlockDrawing(document, lambda block: marked, span)
    # The lead of a row is the header of its table, which is drawn with it.
    apart = passage.lead if not blocks[0].header else ""
    lead = f'<p class="lead">{plain(apart)}</p>' if apart else ""
    return lead + drawing.passage(blocks)


def _whole_answer(passage: Passage, document: Document, asked: str, texts: Texts) -> str:
    """Return the whole answer of a passage, empty if the passage is the whole answer.

    It is open if exactly its question was asked. It is open, too, if the passage is a row or an
    item of a short answer: "When are you open?" is not answered by the hours of one day.
    """
    entry = document.entries[passage.entry - 1]
    answer = entry.answer.of(document.text).strip()
    if answer == passage.text:
        return ""
    kind = blocks_in(entry, Span(passage.start, passage.end))[0].kind
    is_part = kind in (BlockKind.ROW, BlockKind.ITEM) and len(answer) <= SHORT_ANSWER
    is_open = is_part or _words_of(asked) == _words_of(entry.question)
    shown = " open" if is_open else ""
    return (
        f'<details class="whole"{shown}><summary>{plain(texts.whole_answer)}</summary>'
        f'<div class="lines"{language_attributes(document.source.language)}>'
        f"{BlockDrawing(document).answer(entry.blocks)}</div></details>"
    )


def _words_of(question: str) -> list[str]:
    return re.findall(r"\w+", question.casefold())


def _further(hits: Sequence[Hit], documents: Documents, texts: Texts, *, rated: bool = True) -> str:
    if not hits:
        return ""
    one = len(hits) == 1
    summary = texts.further_one if one else texts.further_many.format(count=len(hits))
    quotations = "".join(
        quotation(hit, documents[hit.passage.document], texts, rated=rated) for hit in hits
    )
    return f'<details class="further"><summary>{plain(summary)}</summary>{quotations}</details>'


def _nearest(hits: Sequence[Hit], documents: Documents, texts: Texts, contact: str) -> str:
    """Return the nearest passages: two in full, so that the person can judge, the others folded.

    No sentence is marked and no passage is rated. Either would suggest an answer.
    """
    advice = f'<p class="advice">{plain(texts.not_answered_advice)}</p>{contact}'
    if not hits:
        return advice
    hits = [replace(hit, sentence=None) for hit in hits]
    visible = "".join(
        quotation(hit, documents[hit.passage.document], texts, noticed=hit is hits[0], rated=False)
        for hit in hits[:2]
    )
    return (
        f'{advice}<div class="nearest"><h3>{plain(texts.nearest)}</h3>{visible}'
        f"{_further(hits[2:], documents, texts, rated=False)}</div>"
    )


def _questions(questions: Iterable[RelatedQuestion], documents: Documents, heading: str) -> str:
    items = "".join(
        f"<li>{ask_button(related.question, documents[related.document].source.language)}</li>"
        for related in questions
    )
    if not items:
        return ""
    return f'<div class="onward"><h3>{plain(heading)}</h3><ul role="list">{items}</ul></div>'


def _publisher(source: Source) -> str:
    return f', <span class="publisher">{plain(source.publisher)}</span>' if source.publisher else ""

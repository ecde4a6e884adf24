"""From an `Answer` to the HTML of its message. Pure functions: no server, no gradio.

Whatever stands in an element of class `words` is a span of the document, unchanged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chatbot.answer import Answer, Hit, RelatedQuestion, Verdict
from chatbot.documents import Source
from chatbot.page.markup import ask_button, outside_link, passage_link, plain
from chatbot.page.texts import Texts

Sources = Mapping[str, Source]
"""Document id → where that document comes from."""


def answer_message(
    answer: Answer, sources: Sources, starters: Iterable[RelatedQuestion], texts: Texts
) -> str:
    """The whole message for an answer; `starters` stand in where it has no related questions."""
    if answer.small_talk is not None:
        return _section("small-talk", f"<p>{plain(texts.small_talk[answer.small_talk])}</p>")
    if answer.verdict is Verdict.NOT_ANSWERED or not answer.hits:
        body = _nearest(answer.hits, sources, texts)
        onward = _questions(answer.related or tuple(starters), sources, texts.covered)
    else:
        says = texts.says if answer.verdict is Verdict.ANSWERED else texts.may_say
        best, *others = answer.hits
        body = f'<p class="says">{plain(says)}</p>{quotation(best, sources, texts)}'
        body += _further(others, sources, texts)
        onward = _questions(answer.related, sources, texts.related)
    return _section(answer.verdict.value, _head(answer, sources, texts) + body + onward)


def trouble_message(texts: Texts) -> str:
    """What the person reads when answering failed."""
    return _section("trouble", f"<p>{plain(texts.trouble)}</p>")


def quotation(hit: Hit, sources: Sources, texts: Texts) -> str:
    """A passage with its question, its context and where it stands."""
    passage = hit.passage
    source = sources[passage.document]
    place = plain(texts.source.format(entry=passage.entry))
    lead = f'<p class="lead">{plain(passage.lead)}</p>' if passage.lead else ""
    return (
        f'<figure class="quotation {hit.strength.name.lower()}">'
        f'<blockquote lang="{plain(source.language)}">'
        f'<p class="question">{plain(passage.question)}</p>{lead}'
        f'<p class="words">{_words(hit)}</p></blockquote>'
        f'<figcaption><p class="place"><span class="strength">'
        f"{plain(texts.strengths[hit.strength])}</span> "
        f"{place} {outside_link(source, source.title)}{_publisher(source)}</p>"
        f'<p class="actions">{passage_link(passage.id, texts.open_passage)} '
        f'<button type="button" class="copy">{plain(texts.copy)}</button></p>'
        "</figcaption></figure>"
    )


def _section(kind: str, inside: str) -> str:
    """One line that begins with a block element, which Markdown therefore leaves as it is."""
    return f'<section class="answer {kind}">{inside}</section>'


def _head(answer: Answer, sources: Sources, texts: Texts) -> str:
    words = texts.verdicts if len(sources) == 1 else texts.verdicts_of_several
    head = f'<h2 class="verdict">{plain(words[answer.verdict])}</h2>'
    searched = ""
    if answer.carries_context:
        searched = texts.searched_with_context
    elif answer.searched.casefold() != answer.question.casefold():  # its spelling was mended
        searched = texts.searched
    if searched:
        head += f'<p class="searched">{plain(searched.format(searched=answer.searched))}</p>'
    return head


def _words(hit: Hit) -> str:
    """The passage, its answering sentence marked; both are offsets into the document."""
    passage, sentence = hit.passage, hit.sentence
    if sentence is None or not passage.start <= sentence.start < sentence.end <= passage.end:
        return plain(passage.text)
    start, end = sentence.start - passage.start, sentence.end - passage.start
    before, marked, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    return f"{plain(before)}<mark>{plain(marked)}</mark>{plain(after)}"


def _further(hits: Sequence[Hit], sources: Sources, texts: Texts) -> str:
    if not hits:
        return ""
    one = len(hits) == 1
    summary = texts.further_one if one else texts.further_many.format(count=len(hits))
    quotations = "".join(quotation(hit, sources, texts) for hit in hits)
    return f'<details class="further"><summary>{plain(summary)}</summary>{quotations}</details>'


def _nearest(hits: Sequence[Hit], sources: Sources, texts: Texts) -> str:
    """Two of the nearest passages in sight, so that the person can judge; the others folded.

    No sentence of theirs is marked: a mark says that it answers.
    """
    advice = f'<p class="advice">{plain(texts.not_answered_advice)}</p>'
    if not hits:
        return advice
    hits = [replace(hit, sentence=None) for hit in hits]
    in_sight = "".join(quotation(hit, sources, texts) for hit in hits[:2])
    return (
        f'{advice}<div class="nearest"><h3>{plain(texts.nearest)}</h3>{in_sight}'
        f"{_further(hits[2:], sources, texts)}</div>"
    )


def _questions(questions: Iterable[RelatedQuestion], sources: Sources, heading: str) -> str:
    items = "".join(
        f"<li>{ask_button(related.question, sources[related.document].language)}</li>"
        for related in questions
    )
    if not items:
        return ""
    return f'<div class="onward"><h3>{plain(heading)}</h3><ul role="list">{items}</ul></div>'


def _publisher(source: Source) -> str:
    return f', <span class="publisher">{plain(source.publisher)}</span>' if source.publisher else ""

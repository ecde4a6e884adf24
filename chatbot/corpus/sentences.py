"""Sentence segmentation."""

import sentencex

from chatbot.corpus.documents import Span


def sentence_spans(text: str, start: int, end: int, language: str) -> tuple[Span, ...]:
    """Split `text[start:end]` into sentences.

    Args:
        text: The whole document.
        start: Offset of the first character to split.
        end: Offset after the last one.
        language: ISO 639-1 code; others get general rules.

    Returns:
        Spans into `text`, in order, without surrounding white space. Together they cover every
        character that is not white space.
    """
    spans = []
    for boundary in sentencex.get_sentence_boundaries(language, text[start:end]):
        sentence = boundary["text"]
        left = len(sentence) - len(sentence.lstrip())
        length = len(sentence.strip())
        if length:
            begin = start + boundary["start_index"] + left
            spans.append(Span(begin, begin + length))
    return tuple(spans)

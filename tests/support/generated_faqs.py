"""FAQs for property tests, whose questions, sentences and lists are known beforehand."""

import json
from dataclasses import dataclass

from hypothesis import strategies as st

from chatbot.corpus.readers.csv_file import read_csv
from chatbot.corpus.readers.json_file import read_jsonl
from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.plain_text import read_plain_text

WORDS = ["the", "driver", "naïve", "日本", "😀", "Zürich", "(maybe)", "13-155", "“quoted”", "e.g."]


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are not a list, long enough to be a passage."""

    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """A sentence that leads in, which may be missing, and items of a few sentences each."""

    lead: str
    items: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Faq:
    """(question, parts of its answer), …; no sentence or question occurs twice."""

    entries: tuple[tuple[str, tuple[Paragraph | Listing, ...]], ...]


@st.composite
def faqs(draw):
    """FAQs of one to four entries. Each sentence has a number of its own, so it can be found."""
    count = 0

    def sentences(number, ends):
        nonlocal count
        words = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=12)))
        end = draw(st.sampled_from(ends))
        count += number
        return tuple(
            f"Sentence s{count - n} {words} goes on for as long as any paragraph of its own{end}"
            for n in range(number)
        )

    def part():
        if draw(st.booleans()):
            # Forty sentences are far beyond the length of one passage.
            return Paragraph(sentences(draw(st.sampled_from([1, 3, 40])), ".!"))
        [lead] = sentences(1, ":") if draw(st.booleans()) else [""]
        items = tuple(
            sentences(draw(st.integers(1, 2)), ".!") for _ in range(draw(st.integers(1, 4)))
        )
        return Listing(lead, items)

    def entry(number):
        parts = [part() for _ in range(draw(st.integers(1, 3)))]
        return f"Is this question q{number} {draw(st.sampled_from(WORDS))}?", tuple(parts)

    return Faq(tuple(entry(number) for number in range(draw(st.integers(1, 4)))))


def _answer(parts, between):
    blocks = []
    for part in parts:
        if isinstance(part, Paragraph):
            blocks.append(" ".join(part.sentences))
        else:
            lines = [part.lead] if part.lead else []
            lines += [f"{number}. {' '.join(item)}" for number, item in enumerate(part.items, 1)]
            blocks.append("\n".join(lines))
    return between.join(blocks)


def _numbered_text(faq):
    entries = (
        (number, question, _answer(parts, "\n"))
        for number, (question, parts) in enumerate(faq.entries, 1)
    )
    return "".join(f"{number}. {question}\n{answer}\n" for number, question, answer in entries)


def _markdown(faq):
    # In Markdown, a list goes on until a paragraph below an empty line, or a comment.
    answers = ((question, _answer(parts, "\n\n<!-- -->\n\n")) for question, parts in faq.entries)
    return "# Title\n\n" + "".join(f"## {question}\n\n{answer}\n\n" for question, answer in answers)


def _csv(faq):
    rows = ((question, _answer(parts, "\n").replace('"', '""')) for question, parts in faq.entries)
    return "question,answer\n" + "".join(f'"{question}","{answer}"\n' for question, answer in rows)


def _jsonl(faq):
    records = (
        {"question": question, "answer": _answer(parts, "\n\n")} for question, parts in faq.entries
    )
    return "".join(json.dumps(record) + "\n" for record in records)


# name → (write an FAQ in this format, read it)
FORMATS = {
    "numbered text": (_numbered_text, read_plain_text),
    "markdown": (_markdown, read_markdown),
    "csv": (_csv, read_csv),
    "jsonl": (_jsonl, read_jsonl),
}

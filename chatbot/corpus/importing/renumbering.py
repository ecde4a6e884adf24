"""Let the numbers in an editor's `asked_as` follow their questions; all else stays as it is."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from chatbot.corpus.documents import Document
from chatbot.errors import CorpusError

REMOVED = "# No longer in the document:"


def renumbered(
    path: Path, text: str, before: Document, after: Document
) -> tuple[str | None, list[str]]:
    """Return metadata with the numbers that the questions have now, and what changed, in lines.

    Args:
        path: The metadata file, for messages.
        text: The metadata.
        before: The document to which its numbers refer.
        after: The document to which they shall refer.

    Returns:
        The metadata, None if it stays the same; and the lines.

    Raises:
        CorpusError: It has what cannot be written again, such as a key that is there twice.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    try:
        values = yaml.load(text)
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise CorpusError(
            path,
            f"its lists cannot be renumbered ({problem}).",
            "Write each key once.",
            mark.line + 1 if mark else None,
        ) from error
    lists = values.get("asked_as") if isinstance(values, dict) else None
    if not isinstance(lists, CommentedMap):
        return None, []
    numbers = _new_numbers(before, after)
    if all(numbers.get(number) == number for number in lists):
        return None, []
    questions_before = {entry.number: entry.question for entry in before.entries}
    kept, lost = CommentedMap(), []
    for number, questions in lists.items():
        now = numbers.get(number)
        if now is None:
            lost.append((questions_before.get(number, str(number)), list(questions)))
            continue
        kept[now] = questions
        if number in lists.ca.items:
            kept.ca.items[now] = lists.ca.items[number]
    kept.ca.comment = lists.ca.comment
    values["asked_as"] = kept
    written = io.StringIO()
    yaml.dump(values, written)
    text = written.getvalue()
    if lost:
        text = text.rstrip("\n") + f"\n{REMOVED}\n" + "\n".join(_comments(lost)) + "\n"
    notes = [f"asked_as: its lines on “{question}” are comments now" for question, _ in lost]
    return text, ["asked_as: its numbers follow their questions", *notes]


def _comments(lost: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for question, others in lost:
        yield f"# {' '.join(question.split())}"
        yield from (f"#   - {' '.join(str(other).split())}" for other in others)


def _new_numbers(before: Document, after: Document) -> dict[int, int]:
    """Return old number → new number, for questions that are in both."""
    new: dict[tuple[str, int], int] = {}
    for key, number in _keys(after):
        new[key] = number
    return {number: new[key] for key, number in _keys(before) if key in new}


def _keys(document: Document) -> Iterator[tuple[tuple[str, int], int]]:
    """Yield question and how often it was there before, with its number."""
    seen: dict[str, int] = {}
    for entry in document.entries:
        words = " ".join(entry.question.casefold().split())
        seen[words] = seen.get(words, 0) + 1
        yield (words, seen[words]), entry.number

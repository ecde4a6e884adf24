"""Find the columns of a table that hold questions, answers, other ways to ask, and sections."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.corpus.readers.text_lines import QUESTION_MARK_END
from chatbot.errors import CorpusError
from chatbot.text.terms import fold

WORDS = Path(__file__).with_name("words") / "columns.yaml"
ROLES = ("question", "answer", "alternatives", "section")
CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
ADDITION = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$|[\s#]*\d+$|[\s:*]+$")
LANGUAGE = re.compile(r"\s([a-z]{2})$")
IDENTIFIER = re.compile(r"[a-z][a-zA-Z0-9]*(?:[_-][a-zA-Z0-9]+)*")
MOST_NAMED = 20
MAX_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are used, each by its name in the file.

    Attributes:
        question: The question.
        answers: The answer; several are joined in order.
        alternatives: Other ways to ask the question.
        sections: The headings above it, outermost first.
    """

    question: str
    answers: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of those with questions and answers."""
        return (self.question, *self.answers, *self.alternatives)

    @property
    def used(self) -> frozenset[str]:
        """The names of all used columns."""
        return frozenset((*self.asked, *self.sections))


def known_columns(names: Iterable[str]) -> Columns | None:
    """Return the columns that have known names, or None without a question or an answer.

    Of "question_en", "question_fr", … those of the first language are taken.
    """
    names = [name for name in names if name.strip()]
    more = [name for name in names if _is_known(name, "more")]
    questions, answers = _best(names, "question"), _best(names, "answer") or more
    if not questions or not answers:
        return None
    question, language = questions[0], _language(questions[0])
    answers = [name for name in answers if _language(name) == language] or answers[:1]
    others = [name for name in questions[1:] if _language(name) == language]
    if question in answers:
        return None
    alternatives = [name for name in names if _is_known(name, "alternatives")]
    sections = [name for name in names if _is_known(name, "section")]
    used = {question, *answers, *others}
    return Columns(
        question,
        (*answers, *(name for name in more if name not in used)),
        (*others, *(name for name in alternatives if name not in used)),
        tuple(name for name in sections if name not in used),
    )


def translations(names: Iterable[str], columns: Columns) -> frozenset[str]:
    """Return the columns with the questions and answers in other languages than the first."""
    language = _language(columns.question)
    return frozenset(
        name
        for name in names
        if language
        and _language(name) not in ("", language)
        and (_is_known(name, "question") or _is_known(name, "answer"))
    )


def said_columns(path: Path, names: Sequence[str], said: Mapping[str, str]) -> Columns | None:
    """Return the columns that the metadata file names.

    Returns:
        None if it names neither a question nor an answer.

    Raises:
        CorpusError: It names a column that the file does not have.
    """
    if not said:
        return None
    by_key = {_key(name): name for name in reversed(names)}
    for name in said.values():
        if _key(name) not in by_key:
            raise CorpusError(
                path, f"there is no column `{name}`. {found_columns(names)}", _remedy(path)
            )
    found = {role: by_key[_key(name)] for role, name in said.items()}
    rest = known_columns(names)
    if "question" not in found or "answer" not in found:
        if rest is None:
            return None
        found = {"question": rest.question, "answer": rest.answers[0]} | found
    return Columns(
        found["question"],
        (found["answer"],),
        (found["alternatives"],) if "alternatives" in found else (),
        (found["section"],) if "section" in found else (),
    )


def question_column(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which column holds questions, or None if none or several do."""
    shares = [
        sum(bool(QUESTION_MARK_END.search(cell.strip())) for cell in column) / len(rows)
        for column in zip(*rows, strict=True)
    ]
    most = max(shares)
    return shares.index(most) if most >= 0.5 and shares.count(most) == 1 else None


def no_columns(path: Path, names: Sequence[str], line: int | None = None) -> CorpusError:
    """Return the error for a table whose columns are not known."""
    problem = f"it is not clear which column holds the questions. {found_columns(names)}"
    return CorpusError(path, problem, _remedy(path), line=line)


def found_columns(names: Sequence[str]) -> str:
    """Return a sentence that names the columns."""
    shown = [f"`{' '.join(name.split())[:MAX_NAME_CHARACTERS]}`" for name in names if name.strip()]
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    return f"Its columns are {', '.join(shown[:MOST_NAMED])}{more}." if shown else "It has none."


def is_container(key: str, *, alone: bool = False) -> bool:
    """Return whether a key of JSON only says that questions follow.

    Args:
        key: The key.
        alone: Whether no other key beside it leads to questions. Then "tab_items" only says so.
    """
    if alone and IDENTIFIER.fullmatch(key):
        return True
    word = ADDITION.sub("", _key(key.lstrip("@")))
    last = word.rpartition(" ")[2] if "_" in key else word  # "dropdown_items"
    if {word, last} & {*_words()["container"], *_words()["question"]}:
        return True
    return any(one in _words()["section"] for one in (word, word.removesuffix("s")))


def is_beside_answers(name: str) -> bool:
    """Return whether a column has the name of other questions or of a section."""
    return any(_is_known(name, role) for role in ("alternatives", "section"))


def is_group_name(key: str) -> bool:
    """Return whether a key of JSON has the name of a group of questions."""
    return _is_known(key, "section") or _key(key) in _words()["group"]


def _best(names: Sequence[str], role: str) -> list[str]:
    """Return the names with the word that comes first in the list, in the order of the file."""
    ranks = _words()[role]
    known = {name: ranks[word] for name in names if (word := _word(name, role)) is not None}
    if not known and (longer := [name for name in names if _holds(name, role)]):
        return [min(longer, key=lambda name: len(_key(name).split()))]
    best = [name for name, rank in known.items() if rank == min(known.values())]
    # "question_id" may be Indonesian, but not beside "question".
    return [name for name in best if _key(name).split()[-1] not in _words()["about"]] or best


def _holds(name: str, role: str) -> bool:
    """Return whether a known word is one of several in a name: "answer_markdown"."""
    words = _key(name).split()
    if any(word in _words()["about"] for word in words):
        return False
    vague = _words()["vague"]
    return any(word in _words()[role] and word not in vague for word in words)


def _is_known(name: str, role: str) -> bool:
    return _word(name, role) is not None


def _word(name: str, role: str) -> str | None:
    """Return the known word for a column, without number, remark or language behind it."""
    ranks = _words()[role]
    key = _key(name)
    shorter = ADDITION.sub("", key)
    for word in (key, shorter, ADDITION.sub("", shorter), LANGUAGE.sub("", key)):
        if word in ranks:
            return word
    return None


def _language(name: str) -> str:
    """Return the code of a language behind the name of a column: "question_de"."""
    inside = re.search(r"\((\w{2})\)$", _key(name)) or LANGUAGE.search(_key(name))
    return inside[1] if inside else ""


def _key(name: str) -> str:
    words = CAMEL_CASE.sub(" ", unicodedata.normalize("NFKC", name[:MAX_NAME_CHARACTERS]))
    return " ".join(re.sub(r"[\s_./-]+", " ", fold(words)).split())


def is_call_name(key: str) -> bool:
    """Return whether a key of JSON names what leads elsewhere: "button", "ctaText"."""
    return not _words()["call"].keys().isdisjoint(_key(key).split())


@functools.cache
def _words() -> Mapping[str, Mapping[str, int]]:
    """Return role → word → rank."""
    import yaml

    lists = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return {
        role: {_key(word): rank for rank, word in reversed(list(enumerate(words)))}
        for role, words in lists.items()
    }


def _remedy(path: Path) -> str:
    return (
        "Name two columns `question` and `answer`, or write "
        f"`columns: {{question: …, answer: …}}` in {path.with_suffix('.yaml').name}."
    )

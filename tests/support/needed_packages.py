"""What a list of requirements needs in turn, as it is installed here."""

from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chatbot.settings import ROOT


def direct(file: str) -> list[Requirement]:
    """The requirements that stand in a file themselves."""
    text = (ROOT / file).read_text()
    return [Requirement(line) for line in text.splitlines() if line and line[0] not in "#-"]


def needed_for(requirements: Iterable[Requirement]) -> Iterator[tuple[Requirement, Distribution]]:
    """Each distribution that is needed in turn, here, with the requirement that asks for it."""
    waiting, seen = [(one, one.extras) for one in requirements], set()
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        yield requirement, distribution(name)
        for extra in {"", *extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            needs = map(Requirement, distribution(name).requires or ())
            waiting += [
                (need, need.extras)
                for need in needs
                if need.marker is None or need.marker.evaluate({"extra": extra})
            ]

"""The installed packages that a list of requirements needs in turn."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chatbot.settings import ROOT


def direct(file: str) -> list[Requirement]:
    """Return the requirements that a file names itself."""
    text = (ROOT / file).read_text()
    return [Requirement(line) for line in text.splitlines() if line and line[0] not in "#-"]


@cache
def installed() -> dict[str, Distribution]:
    """Return every installed distribution by its canonical name."""
    return {canonicalize_name(one.name): one for one in distributions()}


@cache
def needs(name: str) -> list[Requirement]:
    """Return what an installed distribution requires, extras included."""
    return [Requirement(line) for line in installed()[name].requires or ()]


def needed_for(requirements: Iterable[Requirement]) -> Iterator[tuple[Requirement, Distribution]]:
    """Yield each distribution that is needed in turn, with the requirement that asks for it."""
    waiting, seen = [(one, one.extras) for one in requirements], set()
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        yield requirement, installed()[name]
        for extra in {"", *extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            waiting += [
                (need, need.extras)
                for need in needs(name)
                if need.marker is None or need.marker.evaluate({"extra": extra})
            ]


def not_required() -> set[str]:
    """Return the top-level modules that no package in requirements.txt needs, in turn."""
    own = [one for one in direct("requirements.txt") if one.name != "pytest"]  # only runs the tests
    needed = {canonicalize_name(one.name) for one, _ in needed_for(own)} | {"faq-chatbot"}
    return {
        module
        for module, owners in packages_distributions().items()
        if needed.isdisjoint(map(canonicalize_name, owners))
    }


ONLY_REQUIRED = (
    sys.executable,
    str(ROOT / "tests" / "support" / "only_required.py"),
    ",".join(sorted(not_required())),
)
"""A command that runs the program named after it with what requirements.txt needs alone."""

"""An environment that holds what requirements.txt needs in turn, and nothing else."""

from collections import defaultdict
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sandbox import PACKAGES

from chatbot.settings import ROOT


def required() -> dict[str, Distribution]:
    """The installed distributions that requirements.txt needs in turn, by name."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    waiting = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    waiting = [one for one in waiting if one.name != "pytest"]  # only runs the tests
    found, seen = {}, set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        found[name] = distribution(name)
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            needs = map(Requirement, found[name].requires or ())
            waiting += [
                need for need in needs if not need.marker or need.marker.evaluate({"extra": extra})
            ]
    return found


def link_required(site: Path) -> None:
    """Fill a sandbox's site-packages with links to those distributions, and to no other."""
    needed = required()
    owners = defaultdict(set)
    for one in distributions():
        for top in tops(one):
            owners[top].add(canonicalize_name(one.metadata["Name"]))
    for one in needed.values():
        for top in tops(one):
            if owners[top] <= needed.keys():
                link(site, top)
                continue
            for file in one.files:  # others have a share in this folder
                if file.parts[0] == top:
                    link(site, str(file))


def tops(one: Distribution) -> set[str]:
    """Names of the files and folders that a distribution has in site-packages."""
    return {file.parts[0] for file in one.files or ()} - {"..", "__pycache__"}


def link(site: Path, name: str) -> None:
    place = site / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.is_symlink():
        place.symlink_to(f"{PACKAGES}/{name}")

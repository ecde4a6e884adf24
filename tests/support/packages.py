"""An environment that holds what requirements.txt needs in turn, and nothing else."""

from collections import defaultdict
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from needed_packages import direct, needed_for
from sandbox import PACKAGES


def required() -> dict[str, Distribution]:
    """The installed distributions that requirements.txt needs in turn, by name."""
    own = [one for one in direct("requirements.txt") if one.name != "pytest"]  # only runs the tests
    return {canonicalize_name(one.name): found for one, found in needed_for(own)}


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

"""scripts/lock agrees with the requirements files and with the installed packages."""

import re

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from chatbot.settings import ROOT
from needed_packages import direct, needed_for

LOCK = ROOT / "scripts" / "lock"
NEEDED_BY = {
    "requirements.txt": ["torch", "cuda", "product"],
    "tests/requirements.txt": ["torch", "cuda", "product", "tests"],
}
ENTRY = re.compile(r"[a-z\d-]+==[\w.+]+( ; [^;@/]+)?(    --hash=sha256:[\da-f]{64})+")


def lines(file):
    return (LOCK / f"{file}.txt").read_text().replace(" \\\n", "").splitlines()


def versions(files):
    """Return name → all locked versions; the platform may decide between them."""
    found = {}
    for line in (line for file in files for line in lines(file)):
        name, version = re.match(r"(.+?)==([^\s+]+)", line).groups()
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("file", ["uv", "torch", "cuda", "product", "tests"])
def test_every_entry_has_a_version_and_hashes_and_no_url(file):
    assert lines(file)
    assert [line for line in lines(file) if not ENTRY.fullmatch(line)] == []


@pytest.mark.parametrize("file", NEEDED_BY)
def test_every_pin_is_locked_in_that_version(file):
    pins = {
        canonicalize_name(pin.name): {next(iter(pin.specifier)).version} for pin in direct(file)
    }
    locked = versions(NEEDED_BY[file])
    assert len(pins) > 5
    assert {name: locked.get(name) for name in pins} == pins


def test_locks_without_cuda_contain_no_cuda_package():
    names = {*versions(["torch", "product", "tests"])}
    assert [name for name in names if re.match("nvidia|cuda|triton", name)] == []
    assert versions(["torch"]) == {"torch": versions(["cuda"])["torch"]}


def test_pytorch_with_cuda_is_locked_by_its_own_hashes():
    hashes = {}
    for file in ("torch", "cuda"):
        entries = [line for line in lines(file) if line.startswith("torch==")]
        hashes[file] = {digest for entry in entries for digest in re.findall(r"[\da-f]{64}", entry)}
    assert len(hashes["cuda"] - hashes["torch"]) >= 6  # three Pythons, two processor architectures
    assert len(hashes["torch"] - hashes["cuda"]) >= 6


@pytest.mark.parametrize("file", NEEDED_BY)
def test_the_installed_versions_are_the_locked_ones(file):
    locked = versions(NEEDED_BY[file])
    names = set()
    for requirement, found in needed_for(direct(file)):
        name = canonicalize_name(requirement.name)
        assert Version(found.version).public in locked.get(name, ()), f"{name} {found.version}"
        assert requirement.specifier.contains(found.version, prereleases=True), str(requirement)
        names.add(name)
    assert len(names) > len(direct(file))

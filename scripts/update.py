"""Update the files in scripts/lock, audit the locked packages, and print the changes.

    .venv/bin/python scripts/update.py                 update every package without a pin
    .venv/bin/python scripts/update.py --raise gradio  update this pin, too (no name: all)
    .venv/bin/python scripts/update.py --keep          change only what edited pins require
    .venv/bin/python scripts/update.py --audit         audit only

The pins of the direct dependencies are in requirements.txt and tests/requirements.txt. uv
resolves both together, for every platform and every Python from 3.11 on, into four files:

    torch.txt     PyTorch's CPU builds
    cuda.txt      PyTorch from the default index, with its CUDA packages on Linux
    product.txt   all other packages for requirements.txt
    tests.txt     the further packages for tests/requirements.txt

uv.txt locks uv itself. Exit status: 0 if the audit found nothing, 1 if it found a vulnerability or
an error occurred, 3 if no audit was possible.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "scripts" / "lock"
REQUIREMENTS = ("requirements.txt", "tests/requirements.txt")
UV = (sys.executable, "-m", "uv")
COMPILE = (
    *(*UV, "pip", "compile", "--quiet", "--universal", "--python-version=3.11"),
    *("--fork-strategy=fewest", "--generate-hashes", "--no-header", "--no-annotate"),
)
AUDITOR = "pip-audit==2.10.1"
SERVICES = ("pypi", "osv")  # the second one is asked when the first does not know all packages
NOT_AUDITED = 3

PIN = re.compile(r"^([\w.-]+)==([^\s+]+)", re.MULTILINE)  # of 2.13.0+cpu only 2.13.0
CUDA = re.compile(r"nvidia-|cuda-|triton$|torch$")


def main() -> int:
    """Update and audit as the arguments say; return the exit status."""
    arguments = _parser().parse_args()
    if not arguments.audit:
        before = _read_locks()
        _update(arguments.raised, keep=arguments.keep)
        _print_changes(_versions(before), _versions(_read_locks()))
    return _audit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Update scripts/lock and audit it.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--raise", dest="raised", nargs="*", metavar="NAME", help="update these pins")
    mode.add_argument("--keep", action="store_true", help="change only what the pins require")
    mode.add_argument("--audit", action="store_true", help="audit only")
    return parser


def _update(raised: list[str] | None, *, keep: bool) -> None:
    """Write the files of LOCK and the pins. If anything cannot be resolved, write nothing."""
    requirements = {file: (ROOT / file).read_text() for file in REQUIREMENTS}
    with tempfile.TemporaryDirectory() as folder:
        for file, text in requirements.items():
            copy = Path(folder) / file
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(text if raised is None else _without_pins(text, raised))
        locks = _resolve(Path(folder), () if keep else ("--upgrade",))
    versions = _versions(locks)
    for name, text in locks.items():
        (LOCK / f"{name}.txt").write_text(text)
    for file, text in requirements.items():
        pins = PIN.sub(lambda pin: f"{pin[1]}=={versions[_normal(pin[1])]}", text)
        (ROOT / file).write_text(pins)


def _resolve(folder: Path, upgrade: tuple[str, ...]) -> dict[str, str]:
    """Return the text of each file of LOCK, for the requirements files in `folder`."""
    everything, uv = folder / "everything.txt", folder / "uv.txt"
    # uv keeps the versions and hashes of an existing output file unless it upgrades. Those of the
    # CPU builds are left out: uv would take them for builds of the default index.
    kept = [text for name, text in _read_locks().items() if name != "torch"]
    for path in (everything, uv):
        path.write_text("\n".join(kept))
    _run(*COMPILE, *upgrade, f"-o{everything}", str(folder / "tests/requirements.txt"))
    _run(*COMPILE, *upgrade, f"-o{uv}", "-", stdin="uv")
    product = _packages(_run(*COMPILE, f"-c{everything}", str(folder / "requirements.txt")))
    locks = {"uv": uv.read_text(), "torch": "", "cuda": "", "product": "", "tests": ""}
    for name, entry in _packages(everything.read_text()).items():
        rest = "product" if name in product else "tests"
        locks["cuda" if CUDA.match(name) else rest] += f"{entry}\n"
    return locks | {"torch": _cpu_builds(_versions(locks)["torch"])}


def _without_pins(text: str, names: Collection[str]) -> str:
    wanted = {_normal(name) for name in names}
    return PIN.sub(lambda pin: pin[1] if not wanted or _normal(pin[1]) in wanted else pin[0], text)


def _cpu_builds(version: str) -> str:
    """Return the entries of `version`'s CPU builds from PyTorch's own index, which uv knows.

    If that index cannot be reached, keep the entries of torch.txt. If those are of another
    version, exit with an error.
    """
    builds = (
        f"torch=={version} ; sys_platform == 'darwin'\n"
        f"torch=={version}+cpu ; sys_platform == 'linux'\n"
    )
    command = (*COMPILE, "--no-deps", "--torch-backend=cpu", "-")
    ended = subprocess.run(command, input=builds, capture_output=True, text=True)
    if not ended.returncode:
        return ended.stdout
    kept = _read_locks()["torch"]
    if not kept.startswith(f"torch=={version} "):
        sys.exit(f"error: PyTorch {version}'s CPU builds cannot be found. {ended.stderr.strip()}")
    print(f"PyTorch's own index cannot be reached. The entries of {version} are kept.")
    return kept


def _packages(resolved: str) -> dict[str, str]:
    """Return name → entry, in the order of `resolved`. An entry includes its indented lines."""
    entries: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", resolved.strip()):
        name = entry.split("==")[0]
        entries[name] = f"{entries[name]}\n{entry}" if name in entries else entry
    return entries


def _read_locks() -> dict[str, str]:
    return {path.stem: path.read_text() for path in sorted(LOCK.glob("*.txt"))}


def _versions(locks: dict[str, str]) -> dict[str, str]:
    return {
        _normal(name): version for text in locks.values() for name, version in PIN.findall(text)
    }


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _print_changes(before: dict[str, str], after: dict[str, str]) -> None:
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    for name in changed:
        print(f"{name}: {before.get(name, 'new')} → {after.get(name, 'gone')}")
    print(f"{len(changed)} of {len(after)} packages changed.")
    if changed:
        print("Run bash scripts/test.sh before you commit that.")


def _audit() -> int:
    # Without torch.txt: cuda.txt has the same release under the version that the services know.
    files = [f"-r{path}" for path in sorted(LOCK.glob("*.txt")) if path.stem != "torch"]
    options = ("--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off")
    reasons = []
    for service in SERVICES:
        command = (*UV, "tool", "run", f"--python={sys.executable}", AUDITOR, *options, *files)
        ended = subprocess.run((*command, f"-s{service}"), capture_output=True, text=True)
        try:
            packages = json.loads(ended.stdout)["dependencies"]
        except ValueError:
            message = ended.stderr.strip() or "no answer"
            reasons.append(f"{service}: {message.splitlines()[-1][:200]}")
            continue
        skipped = [package for package in packages if "skip_reason" in package]
        found = [package for package in packages if package.get("vulns")]
        _print_findings(found)
        if skipped:  # pip-audit reports these as "no known vulnerabilities"
            reasons.append(f"{service}: {len(skipped)} of {len(packages)} packages not looked up")
        if found:
            return 1
        if not skipped:
            print(f"Audit: no known vulnerability in {len(packages)} packages ({service}).")
            return 0
    print("THE AUDIT FAILED, so nothing is known about vulnerabilities:", file=sys.stderr)
    print(*reasons, sep="\n", file=sys.stderr)
    return NOT_AUDITED


def _print_findings(found: list[dict[str, Any]]) -> None:
    for package in found:
        for vulnerability in package["vulns"]:
            fixed = ", ".join(vulnerability["fix_versions"]) or "no release yet"
            print(
                f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}"
            )


def _run(*command: str, stdin: str = "") -> str:
    ended = subprocess.run(command, input=stdin, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"error: {ended.stderr.strip()}")
    return ended.stdout


if __name__ == "__main__":
    sys.exit(main())

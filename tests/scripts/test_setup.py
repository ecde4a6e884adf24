"""scripts/setup.sh, in a folder of its own, with a package that is made here and no network."""

import base64
import hashlib
import shutil
import subprocess
import zipfile

import pytest

from chatbot.settings import ROOT

SAID = "Installing into .venv; the first time this takes some minutes …\n"


METADATA = b"Metadata-Version: 2.1\nName: locked-part\nVersion: 1\n"
WHEEL = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def make_wheel(path):
    """A package with one module, `locked_part`."""
    about = "locked_part-1.dist-info"
    contents = {"locked_part.py": b"", f"{about}/METADATA": METADATA, f"{about}/WHEEL": WHEEL}
    record = ""
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in contents.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            record += f"{name},sha256={digest},{len(content)}\n"
            wheel.writestr(name, content)
        wheel.writestr(f"{about}/RECORD", f"{record}{about}/RECORD,,\n")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("checkout")
    (root / "scripts" / "lock").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup.sh", root / "scripts")
    for file in ("uv", "torch", "product"):
        (root / "scripts" / "lock" / f"{file}.txt").write_text("# nothing\n")
    make_wheel(root / "locked_part-1-py3-none-any.whl")
    return root


def set_up(root):
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "source scripts/setup.sh; set_up product"],
        cwd=root,
        capture_output=True,
        text=True,
    )


def lock(root, digest):
    (root / "scripts/lock/product.txt").write_text(
        f"{root.as_uri()}/locked_part-1-py3-none-any.whl --hash=sha256:{digest}\n"
    )


def is_installed(root):
    command = [root / ".venv/bin/python", "-c", "import locked_part"]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_what_is_locked_is_installed_once_and_refused_with_another_hash(root):
    first = set_up(root)
    assert first.returncode == 0, first.stderr
    assert first.stderr.startswith("Making .venv with Python 3.")
    assert SAID in first.stderr
    assert set_up(root).stderr == ""

    lock(root, "0" * 64)
    refused = set_up(root)
    assert refused.returncode != 0
    assert refused.stderr.startswith(SAID)
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in refused.stderr
    assert not is_installed(root)
    assert set_up(root).returncode != 0  # it is tried again, and not taken for done

    wheel = (root / "locked_part-1-py3-none-any.whl").read_bytes()
    lock(root, hashlib.sha256(wheel).hexdigest())
    mended = set_up(root)
    assert mended.returncode == 0, mended.stderr
    assert is_installed(root)
    assert set_up(root).stderr == ""


def test_a_half_made_environment_is_made_anew(root):
    set_up(root)
    (root / ".venv/installed-product").unlink()
    for pip in root.glob(".venv/lib/python3.*/site-packages/pip"):
        shutil.rmtree(pip)
    again = set_up(root)
    assert again.returncode == 0, again.stderr
    assert again.stderr.startswith("Making .venv with Python 3.")
    assert set_up(root).stderr == ""

"""scripts/setup.sh in a folder of its own, with packages made here and without a network."""

import base64
import hashlib
import json
import shutil
import subprocess
import sysconfig
import zipfile

import pytest

from chatbot.settings import ROOT

SAID = "Installing into .venv; the first time this takes some minutes …\n"


METADATA = b"Metadata-Version: 2.1\nName: locked-part\nVersion: 1\n"
PROJECT = '[project]\nname = "own-part"\nversion = "1"\n[tool.setuptools]\npackages = []\n'
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
    """A checkout with empty locks, and an environment that contains only pip."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "scripts" / "lock").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup.sh", root / "scripts")
    for file in ("uv", "torch", "product"):
        (root / "scripts" / "lock" / f"{file}.txt").write_text("# nothing\n")
    (root / "pyproject.toml").write_text(PROJECT)
    make_wheel(root / "locked_part-1-py3-none-any.whl")
    return root


def sourced(root, command):
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"source scripts/setup.sh; {command}"],
        cwd=root,
        capture_output=True,
        text=True,
    )


def install(root):
    return sourced(root, "install_packages product")


def lock(root, digest):
    (root / "scripts/lock/product.txt").write_text(
        f"{root.as_uri()}/locked_part-1-py3-none-any.whl --hash=sha256:{digest}\n"
    )


def site_packages(root):
    [folder] = root.glob(".venv/lib/python3.*/site-packages")
    return folder


def is_installed(root):
    return (site_packages(root) / "locked_part.py").is_file()


# The tests share one environment, since making it takes seconds. Each first brings it into the
# state that it needs.


def test_a_locked_package_is_installed_once_and_refused_with_another_hash(root):
    first = install(root)
    assert first.returncode == 0, first.stderr
    assert first.stderr.startswith("Making .venv with Python 3.")
    assert SAID in first.stderr
    assert install(root).stderr == ""

    lock(root, "0" * 64)
    refused = install(root)
    assert refused.returncode != 0
    assert refused.stderr.startswith(SAID)
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in refused.stderr
    assert not is_installed(root)
    assert install(root).returncode != 0  # the next call tries again

    wheel = (root / "locked_part-1-py3-none-any.whl").read_bytes()
    lock(root, hashlib.sha256(wheel).hexdigest())
    mended = install(root)
    assert mended.returncode == 0, mended.stderr
    assert is_installed(root)
    assert install(root).stderr == ""


def test_project_is_installed_in_place_once(root):
    install(root)
    # The product's lock has setuptools. Here it comes from the environment of the tests.
    for older in site_packages(root).glob("setuptools*"):
        shutil.rmtree(older)
    (site_packages(root) / "of_the_tests.pth").write_text(sysconfig.get_path("purelib"))
    first = sourced(root, "set_up product")
    assert first.returncode == 0, first.stderr
    about = site_packages(root) / "own_part-1.dist-info" / "direct_url.json"
    assert json.loads(about.read_text()) == {"dir_info": {"editable": True}, "url": root.as_uri()}
    again = sourced(root, "set_up product")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_an_incomplete_environment_is_replaced(root):
    install(root)
    (root / ".venv/installed-product").unlink()
    shutil.rmtree(site_packages(root) / "pip")
    (site_packages(root) / "of_the_tests.pth").unlink(missing_ok=True)
    again = install(root)
    assert again.returncode == 0, again.stderr
    assert again.stderr.startswith("Making .venv with Python 3.")
    assert install(root).stderr == ""

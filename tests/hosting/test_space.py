"""A Hugging Face Space: what README.md tells it, and app.py started as it is started there."""

import json
import os
import re
import shutil
from importlib.metadata import version

import httpx
import pytest
import yaml

from chatbot.settings import ROOT, Settings
from packages import link_required, required
from repository import copy_repository
from sandbox import PYTHON, Sandbox, needs_sandbox
from serving import NETWORK_GUARD, serving

COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
QUESTION = "Does the DMV tell me when ICE asks for my data?"
HOME, USER = "/home/user", 1000


@pytest.fixture(scope="module")
def front():
    """The front matter of README.md."""
    _, matter, _ = (ROOT / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(matter)


def test_front_matter_is_that_of_a_space(front):
    assert (front["sdk"], front["app_file"], front["pinned"]) == ("gradio", "app.py", False)
    assert (ROOT / front["app_file"]).is_file()
    assert front["title"] and front["emoji"]
    assert {front["colorFrom"], front["colorTo"]} <= COLOURS
    assert 10 <= len(front["short_description"]) <= 60
    assert front.keys() <= {
        "title", "emoji", "colorFrom", "colorTo", "sdk", "sdk_version", "python_version",
        "app_file", "pinned", "license", "short_description",
    }  # fmt: skip


def test_front_matter_agrees_with_the_repository(front):
    requirements = (ROOT / "requirements.txt").read_text()
    assert f"\ngradio=={front['sdk_version']}\n" in requirements
    assert version("gradio") == front["sdk_version"]
    setup = (ROOT / "scripts" / "setup.sh").read_text()
    low, high = re.search(r"\((3, \d+)\) <= sys.version_info\[:2\] <= \((3, \d+)\)", setup).groups()
    numbers = [
        tuple(map(int, re.split(r"\D+", one))) for one in (low, front["python_version"], high)
    ]
    assert numbers == sorted(numbers)
    license_text = (ROOT / "LICENSE").read_text()
    assert (front["license"], license_text.split("\n")[0]) == ("mit", "MIT License")
    assert Settings.from_environment({"SPACE_ID": "me/faq"}).port == 7860  # where a Space looks


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    """A Space's machine: app.py in a clean copy of the repository, its requirements alone."""
    home = tmp_path_factory.mktemp("space")
    copy_repository(home / "app")
    variables = {
        "HOME": HOME,
        "SYSTEM": "spaces",
        "SPACE_ID": "me/faq",
        "SPACE_HOST": "me-faq.hf.space",
        "SPACE_AUTHOR_NAME": "me",
        "SPACE_REPO_NAME": "faq",
        "GRADIO_SERVER_NAME": "0.0.0.0",
        "GRADIO_SERVER_PORT": "7860",
        "CHATBOT_RATE": "3",  # which its owner may set
        "NETWORK_GUARD_LOG": f"{HOME}/outside",
    }
    sandbox = Sandbox({HOME: home}, variables, f"{HOME}/app")
    made = sandbox.run([f"{PYTHON}/bin/python3", "-m", "venv", "--without-pip", f"{HOME}/venv"])
    assert made.returncode == 0, made.stderr
    [site] = (home / "venv" / "lib").glob("python3.*/site-packages")
    link_required(site)
    shutil.copy(NETWORK_GUARD / "sitecustomize.py", site)
    for path in (home, *home.rglob("*")):
        os.chown(path, USER, USER, follow_symlinks=False)
    return sandbox


def in_space(space, *arguments):
    return space.command([f"{HOME}/venv/bin/python", *arguments], user=USER, writable=[HOME])


@needs_sandbox()
def test_only_what_the_requirements_need_can_be_imported(space):
    names = ["gradio", "torch", "limits", "playwright", "hypothesis", "ruff", "ir_measures"]
    code = f"import importlib.util as u; print([n for n in {names} if u.find_spec(n)])"
    ended = space.run([f"{HOME}/venv/bin/python", "-c", code], user=USER, writable=[HOME])
    assert ended.stdout == "['gradio', 'torch', 'limits']\n", ended.stderr
    assert "hypothesis" not in required()


@needs_sandbox()
@pytest.mark.parametrize("state", ["from nothing", "with the index kept"])
def test_space_wakes_and_answers(space, tmp_path, state):
    home = space.shown[HOME]
    manifest = home / "app" / "index" / "manifest.json"
    assert manifest.exists() == (state == "with the index kept")
    built = manifest.exists() and manifest.stat().st_mtime_ns
    with serving(tmp_path / "unused", None, in_space(space, "app.py")) as served:
        # As its proxy asks, which says who the client is and what the page is called outside.
        headers = {
            "host": "10.1.2.3:7860",
            "x-forwarded-for": "192.0.2.7",
            "x-forwarded-host": "me-faq.hf.space",
            "x-forwarded-proto": "https",
        }
        page = httpx.get(served.address, headers=headers)
        assert page.status_code == 200
        config = config_of(page.text)
        assert (config["root"], config["space_id"]) == ("/", None)
        policy = page.headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://huggingface.co")
        assert "x-frame-options" not in page.headers
        sent = {"data": [QUESTION]}
        answer = httpx.post(f"{served.address}gradio_api/run/ask", json=sent, headers=headers)
        assert answer.json()["data"][0]["hits"]
        assert served.output.splitlines()[-1].startswith("The chatbot answers at http://localhost:")

        def ask(forwarded):
            return httpx.post(
                f"{served.address}gradio_api/run/ask",
                json={"data": ["hello"]},
                headers={"x-forwarded-for": forwarded},
            ).status_code

        assert [ask("192.0.2.1") for _ in range(4)] == [200, 200, 200, 429]
        assert ask("192.0.2.99, 192.0.2.1") == 429  # what comes first is what a client claims
        assert ask("192.0.2.2") == 200
    assert manifest.is_file()
    assert built in (False, manifest.stat().st_mtime_ns)
    assert not (home / "outside").exists()


def config_of(page: str) -> dict:
    """What Gradio tells its page of the server."""
    start = page.index("window.gradio_config = ") + len("window.gradio_config = ")
    return json.JSONDecoder().raw_decode(page, start)[0]

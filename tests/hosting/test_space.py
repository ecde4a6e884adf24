"""A Hugging Face Space: its settings in README.md, and app.py started as a Space starts it."""

import json
import re
import shutil
import subprocess
from importlib.metadata import version

import httpx
import pytest
import yaml

from chatbot.settings import ROOT, Settings
from minutes import wait_for_a_quiet_minute
from needed_packages import ONLY_REQUIRED
from repository import copy_repository
from serving import serving

COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
QUESTION = "Does the DMV tell me when ICE asks for my data?"
VARIABLES = {
    "SYSTEM": "spaces",
    "SPACE_ID": "me/faq",
    "SPACE_HOST": "me-faq.hf.space",
    "SPACE_AUTHOR_NAME": "me",
    "SPACE_REPO_NAME": "faq",
    "GRADIO_SERVER_NAME": "0.0.0.0",
    "GRADIO_SERVER_PORT": "7860",
    "CHATBOT_RATE": "3",  # a setting of the owner
}


@pytest.fixture(scope="module")
def front():
    """Front matter of README.md."""
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
def repository(tmp_path_factory):
    """A clean copy of the repository, as a Space clones it."""
    folder = tmp_path_factory.mktemp("space")
    copy_repository(folder)
    return folder


def test_only_what_the_requirements_need_can_be_imported(tmp_path):
    names = ["gradio", "torch", "limits", "playwright", "hypothesis", "ruff", "ir_measures"]
    program = tmp_path / "program.py"
    program.write_text(f"import importlib.util as u; print([n for n in {names} if u.find_spec(n)])")
    ended = subprocess.run([*ONLY_REQUIRED, program], capture_output=True, text=True)
    assert ended.stdout == "['gradio', 'torch', 'limits']\n", ended.stderr


def test_space_wakes_and_answers_from_an_index_built_with_the_same_packages(
    repository, shipped_index_folder, tmp_path
):
    manifest = (
        shutil.copytree(shipped_index_folder, repository / "index", dirs_exist_ok=True)
        / "manifest.json"
    )
    built = manifest.stat().st_mtime_ns
    settings = VARIABLES | {"CHATBOT_INDEX": str(repository / "index")}
    command = [*ONLY_REQUIRED, "app.py"]
    with serving(tmp_path, None, command, repository, **settings) as served:
        # As the proxy of Spaces asks: it names the client and the page's public address.
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

        wait_for_a_quiet_minute()
        assert [ask("192.0.2.1") for _ in range(4)] == [200, 200, 200, 429]
        assert ask("192.0.2.99, 192.0.2.1") == 429  # a client can claim the first address
        assert ask("192.0.2.2") == 200
    assert manifest.stat().st_mtime_ns == built


def config_of(page: str) -> dict:
    """Return the configuration that Gradio gives its page."""
    start = page.index("window.gradio_config = ") + len("window.gradio_config = ")
    return json.JSONDecoder().raw_decode(page, start)[0]

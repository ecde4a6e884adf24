"""README.md says of the settings and commands what is so."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields

import httpx
import pytest

from chatbot.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (`CHATBOT_\w+`(?:, `CHATBOT_\w+`)*) \| (.+) \| (.+) \|$", re.MULTILINE)


def defaults():
    """What the table says of each variable's default."""
    found = {}
    for names, _, default in ROW.findall(README):
        values = default.split(", ")
        for name, value in zip(re.findall(r"\w+", names), values, strict=True):
            assert name not in found
            found[name] = value
    return found


def test_every_setting_is_in_the_table_once_and_no_other():
    assert sorted(defaults()) == sorted(f"CHATBOT_{one.name.upper()}" for one in fields(Settings))


@pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.name)
def test_default_is_the_one_that_the_table_gives(one):
    said, default = defaults()[f"CHATBOT_{one.name.upper()}"], getattr(Settings(), one.name)
    if one.name in ("corpus", "index"):
        assert said == f"`{default.relative_to(ROOT)}`"
    elif one.name == "model":
        assert default in said
    elif default in ("", (), None):
        assert said.startswith(("empty", "that of", "ours"))
    else:
        assert said == f"`{default}`"


def test_files_that_are_named_are_there():
    named = set(re.findall(r"\b(?:scripts|tests|chatbot|corpus)/[\w./-]*\w", README))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def printed(command, address):
    """What a command of README.md prints, asked of the server at `address`."""
    at_hand = [part.replace("http://127.0.0.1:7860/", address) for part in command]
    assert at_hand != command
    return subprocess.run(at_hand, capture_output=True, text=True, check=True).stdout


def test_python_that_asks_gets_an_answer(app):
    [code] = re.findall(r"^    (from gradio_client .*)\n    (Client.*)$", README, re.MULTILINE)
    program = f"{code[0]}\nprint({code[1]}['hits'][0]['entry'])"
    assert printed([sys.executable, "-c", program], app).split()[-1] == "2"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl_that_asks_gets_an_answer(app):
    [command] = re.findall(r"^    (curl .*\\\n.*)$", README, re.MULTILINE)
    [answer] = json.loads(printed(["bash", "-c", command], app))["data"]
    assert answer["question"] == "who decides that?"
    assert answer["hits"][0]["entry"] == 3


def test_description_and_health_are_where_it_says(app):
    for path in ("/gradio_api/openapi.json", "/healthz"):
        assert f"`{path}`" in README
        assert httpx.get(f"{app.rstrip('/')}{path}").status_code == 200
    assert "/ask" in httpx.get(f"{app}gradio_api/openapi.json").text

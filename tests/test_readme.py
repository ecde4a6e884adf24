"""README.md says of the settings and commands what is so."""

import re
from dataclasses import fields

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

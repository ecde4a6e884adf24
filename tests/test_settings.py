"""Settings come from environment variables, and a bad one is named."""

from pathlib import Path

import pytest

from chatbot.errors import SettingsError
from chatbot.settings import ROOT, Settings


def test_defaults():
    assert Settings.from_environment({}) == Settings(
        corpus=ROOT / "corpus",
        index=ROOT / "index",
        model="all-MiniLM-L6-v2",
        host="127.0.0.1",
        port=7860,
        max_question=2000,
        unanswered=None,
        unanswered_days=30,
    )
    assert (ROOT / "chatbot" / "settings.py").is_file()


def test_every_variable():
    environment = {
        "CHATBOT_CORPUS": "/srv/faq",
        "CHATBOT_INDEX": "built",
        "CHATBOT_MODEL": " /srv/model ",
        "CHATBOT_HOST": "0.0.0.0",
        "CHATBOT_PORT": " 8080 ",
        "CHATBOT_MAX_QUESTION": "50",
        "CHATBOT_UNANSWERED": " /srv/unanswered.jsonl ",
        "CHATBOT_UNANSWERED_DAYS": "7",
        "PATH": "/usr/bin",
    }
    assert Settings.from_environment(environment) == Settings(
        corpus=Path("/srv/faq"),
        index=Path("built"),
        model="/srv/model",
        host="0.0.0.0",
        port=8080,
        max_question=50,
        unanswered=Path("/srv/unanswered.jsonl"),
        unanswered_days=7,
    )


@pytest.mark.parametrize(("port", "most", "days"), [(1, 50, 1), (65535, 20_000, 365)])
def test_the_limits_themselves_are_allowed(port, most, days):
    environment = {
        "CHATBOT_PORT": str(port),
        "CHATBOT_MAX_QUESTION": str(most),
        "CHATBOT_UNANSWERED_DAYS": str(days),
    }
    expected = Settings(port=port, max_question=most, unanswered_days=days)
    assert Settings.from_environment(environment) == expected


def test_empty_variables_are_as_good_as_none():
    names = (
        "CORPUS",
        "INDEX",
        "MODEL",
        "HOST",
        "PORT",
        "MAX_QUESTION",
        "UNANSWERED",
        "UNANSWERED_DAYS",
    )
    assert Settings.from_environment({f"CHATBOT_{name}": "" for name in names}) == Settings()


def test_the_environment_of_the_process(monkeypatch):
    monkeypatch.setenv("CHATBOT_PORT", "8081")
    assert Settings.from_environment().port == 8081


@pytest.mark.parametrize(
    ("name", "value", "limits"),
    [
        ("CHATBOT_PORT", "http", "1 to 65535"),
        ("CHATBOT_PORT", "-1", "1 to 65535"),
        ("CHATBOT_PORT", "0", "1 to 65535"),
        ("CHATBOT_PORT", "65536", "1 to 65535"),
        ("CHATBOT_PORT", "80.5", "1 to 65535"),
        ("CHATBOT_PORT", "²", "1 to 65535"),
        ("CHATBOT_MAX_QUESTION", "49", "50 to 20000"),
        ("CHATBOT_MAX_QUESTION", "20001", "50 to 20000"),
        ("CHATBOT_UNANSWERED_DAYS", "0", "1 to 365"),
        ("CHATBOT_UNANSWERED_DAYS", "366", "1 to 365"),
    ],
)
def test_a_number_out_of_range_is_named(name, value, limits):
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({name: value})
    assert str(error.value) == f"{name}={value!r} must be a whole number from {limits}."

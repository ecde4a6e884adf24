"""Settings come from environment variables, and one that is not valid is named."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from chatbot.errors import SettingsError
from chatbot.settings import ROOT, Settings

# Each setting with a value, as written and as read.
VALUES = {
    "corpus": ("/srv/faq", Path("/srv/faq")),
    "index": ("built", Path("built")),
    "model": (" /srv/model ", "/srv/model"),
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": (" 8080 ", 8080),
    "base_path": ("/help/faq", "/help/faq"),
    "title": (" Your <licence> ", "Your <licence>"),
    "colour": ("#0C5A66", "#0c5a66"),
    "contact": ("Call us", "Call us"),
    "contact_link": ("tel:+12035550100", "tel:+12035550100"),
    "max_question": ("50", 50),
    "rate": ("0", 0),
    "client_header": ("X-Real-IP", "x-real-ip"),
    "waiting": ("1", 1),
    "time_limit": ("600", 600),
    "embed": ("https://A.test http://[::1]:81", ("https://a.test", "http://[::1]:81")),
    "password": ("s3cret ü", "s3cret ü"),
    "unanswered": (" /srv/unanswered.jsonl ", Path("/srv/unanswered.jsonl")),
    "unanswered_days": ("365", 365),
}


def variable(name):
    return f"CHATBOT_{name.upper()}"


def test_defaults():
    assert Settings.from_environment({}) == Settings()
    assert Settings().corpus == ROOT / "corpus"
    assert (ROOT / "chatbot" / "settings.py").is_file()


def test_every_variable():
    assert list(VALUES) == [one.name for one in fields(Settings)]
    environment = {variable(name): written for name, (written, _) in VALUES.items()}
    expected = Settings(**{name: understood for name, (_, understood) in VALUES.items()})
    assert Settings.from_environment(environment | {"PATH": "/usr/bin"}) == expected
    for name, (_, understood) in VALUES.items():
        assert replace(Settings(), **{name: understood}) != Settings()


def test_empty_variables_count_as_missing():
    assert Settings.from_environment({variable(name): " " for name in VALUES}) == Settings()


def test_the_environment_of_the_process(monkeypatch):
    monkeypatch.setenv("CHATBOT_PORT", "8081")
    assert Settings.from_environment().port == 8081


def test_a_space_has_its_own_defaults():
    space = {"SPACE_ID": "me/faq"}
    expected = Settings(
        host="0.0.0.0", client_header="x-forwarded-for", embed=("https://huggingface.co",)
    )
    assert Settings.from_environment(space) == expected
    told = space | {"CHATBOT_HOST": "::1", "CHATBOT_EMBED": "https://a.test"}
    settings = Settings.from_environment(told)
    assert (settings.host, settings.embed) == ("::1", ("https://a.test",))


@pytest.mark.parametrize(
    ("name", "values", "limits"),
    [
        ("PORT", ["http", "-1", "0", "65536", "80.5", "²", "٣", "1" * 5000], "1 to 65535"),
        ("MAX_QUESTION", ["49", "20001"], "50 to 20000"),
        ("RATE", ["-1", "5/minute", "1000001"], "0 to 1000000"),
        ("WAITING", ["0"], "1 to 100000"),
        ("TIME_LIMIT", ["0", "601", "inf"], "1 to 600"),
        ("UNANSWERED_DAYS", ["0", "366"], "1 to 365"),
    ],
)
def test_a_number_out_of_range_is_named(name, values, limits):
    for value in values:
        with pytest.raises(SettingsError) as error:
            Settings.from_environment({f"CHATBOT_{name}": value})
        expected = f"CHATBOT_{name}={value!r} must be a whole number from {limits}."
        assert str(error.value) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_PATH", "faq"),
        ("BASE_PATH", "/faq/"),
        ("BASE_PATH", "/f q"),
        ("BASE_PATH", "/"),
        ("COLOUR", "red"),
        ("COLOUR", "#0c5a6"),
        ("COLOUR", "#0c5a66;}"),
        ("CONTACT_LINK", "javascript:alert(1)"),
        ("CONTACT_LINK", 'https://a.test/"><script>'),
        ("CLIENT_HEADER", "X Real IP"),
        ("EMBED", "https://a.test/page"),
        ("EMBED", "*"),
        ("EMBED", "https://a.test/"),
        ("EMBED", "https://..."),
        ("BASE_PATH", "/a/../b"),
        ("BASE_PATH", "/assets"),
        ("TITLE", "two\nlines"),
        ("CORPUS", "nul\0"),
        ("EMBED", "https://a.test; script-src *"),
    ],
)
def test_a_value_that_is_not_valid_is_named(name, value):
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({f"CHATBOT_{name}": value, "CHATBOT_CONTACT": "x"})
    assert str(error.value).startswith(f"CHATBOT_{name}")
    assert repr(value)[1:-1].split()[0] in str(error.value)
    assert "\n" not in str(error.value)


def test_a_link_needs_words():
    with pytest.raises(SettingsError, match="CHATBOT_CONTACT_LINK needs CHATBOT_CONTACT"):
        Settings.from_environment({"CHATBOT_CONTACT_LINK": "mailto:a@b.test"})


def test_an_unknown_name_is_refused():
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({"CHATBOT_PASWORD": "x"})
    assert str(error.value) == (
        "CHATBOT_PASWORD: there is no such setting. Did you mean CHATBOT_PASSWORD?"
    )
    with pytest.raises(SettingsError, match=r"^CHATBOT_ZZZ: there is no such setting\.$"):
        Settings.from_environment({"CHATBOT_ZZZ": "x"})

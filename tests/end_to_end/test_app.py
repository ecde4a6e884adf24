"""`app.py` before it serves the page."""

import os
import subprocess
import sys

from chatbot.settings import ROOT


def python(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def test_wrong_setting_ends_in_one_line():
    ended = python("app.py", CHATBOT_PORT="abc")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "CHATBOT_PORT='abc' must be a whole number from 1 to 65535.\n"


def test_missing_corpus_ends_in_one_line(tmp_path):
    ended = python("app.py", CHATBOT_CORPUS=str(tmp_path / "none"), CHATBOT_INDEX=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert str(tmp_path / "none") in ended.stderr


def test_unwritable_file_of_unanswered_questions_ends_in_one_line(shipped_index_folder, tmp_path):
    file = tmp_path / "none" / "file"
    ended = python("app.py", CHATBOT_UNANSWERED=str(file), CHATBOT_INDEX=str(shipped_index_folder))
    assert ended.returncode == 1
    assert ended.stderr == (
        f"CHATBOT_UNANSWERED='{file}' cannot be written (No such file or directory). "
        "Name a file in a folder that exists and can be written.\n"
    )


def test_import_starts_nothing_and_switches_telemetry_off():
    variable = "os.environ['GRADIO_ANALYTICS_ENABLED']"
    code = f"import app, os, sys; print({variable}, 'gradio' in sys.modules)"
    assert python("-c", code).stdout == "False False\n"


def test_only_page_server_and_measuring_import_gradio():
    importing = {
        path.relative_to(ROOT).parent.as_posix()
        for folder in ("chatbot", "scripts")
        for path in (ROOT / folder).rglob("*.py")
        if "import gradio" in path.read_text(encoding="utf-8")
    }
    assert importing == {"chatbot/page", "chatbot/server", "scripts/measure"}

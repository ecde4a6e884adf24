"""Run a command of `scripts/` as a person would."""

import os
import subprocess
import sys

from chatbot.settings import ROOT


def run(script, *arguments, stdin="", **environment):
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / script, *arguments],
        input=stdin,
        env=os.environ | environment,
        cwd="/",
        capture_output=True,
        text=True,
    )

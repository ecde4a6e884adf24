"""Convert files of other programs in a child process, within bounds of time and memory.

PDF and DOCX can make a converter loop or allocate without end. A child process can be stopped from
outside; the server and the build go on.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError

MAX_FILE_BYTES = 64_000_000
MAX_CPU_SECONDS = 60
MAX_SECONDS = 180  # a machine may be busy with other work
MAX_MEMORY_BYTES = 1_500_000_000
REMEDY = "Save the part with the questions as a file of its own, or copy it into a Markdown file."


class ConversionError(Exception):
    """A file cannot be converted.

    Args:
        problem: The problem, as a sentence.
        remedy: The remedy, as a sentence.
    """

    def __init__(self, problem: str, remedy: str = REMEDY) -> None:
        super().__init__(problem, remedy)
        self.problem, self.remedy = problem, remedy


def convert(file: RawFile, converter: str, module: str, requirement: str) -> Any:  # noqa: ANN401
    """Return what a converter makes of a file.

    Args:
        file: The file.
        converter: Name of the module to be run as a program. It calls `serve`.
        module: Name of the module that the converter imports.
        requirement: Name of the package that has it.

    Raises:
        CorpusError: The package is missing, or the file cannot be converted within the bounds.
    """
    if find_spec(module) is None:
        raise CorpusError(
            file.path,
            f"files of this kind need the package {requirement}.",
            f"Install it: pip install {requirement}",
        )
    if len(file.content) > MAX_FILE_BYTES:
        problem = f"it has more than {MAX_FILE_BYTES // 1_000_000} MB."
        raise CorpusError(file.path, problem, REMEDY)
    try:
        child = subprocess.run(  # noqa: S603 — this program itself
            [sys.executable, "-m", converter],
            input=file.content,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        raise CorpusError(file.path, "it takes too long to read.", REMEDY) from None
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise CorpusError(file.path, "it takes too long to read.", REMEDY)
    if child.returncode:
        problem = "it is damaged, or needs too much memory."
        raise CorpusError(file.path, problem, REMEDY)
    result = json.loads(child.stdout)
    if "problem" in result:
        raise CorpusError(file.path, result["problem"], result["remedy"])
    return result["value"]


def serve(converter: Callable[[BytesIO], object]) -> None:
    """Convert standard input to JSON on standard output. This is the child's side."""
    _limit_resources()
    try:
        result: dict[str, object] = {"value": converter(BytesIO(sys.stdin.buffer.read()))}
    except ConversionError as error:
        result = {"problem": error.problem, "remedy": error.remedy}
    sys.stdout.write(json.dumps(result))


def _limit_resources() -> None:
    import resource

    for limit, value in (
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (value, value))
        except (OSError, ValueError):  # macOS does not know each of them
            continue

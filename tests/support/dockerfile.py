"""What scripts/Dockerfile uses of the language of Dockerfiles; anything else is refused."""

import json
import re
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r"([A-Z]+) +(\S.*)")
_OPTION = re.compile(r"--[a-z-]+=\S+ +")
SHELL = ["/bin/sh", "-c"]


class DockerfileError(ValueError):
    """An instruction that is not known here, or not in this form."""


@dataclass
class Image:
    """What a Dockerfile makes, but for what its steps do to files.

    Attributes:
        base: Name of the image that it builds upon.
        workdir: Where commands start.
        variables: The environment.
        steps: Each COPY as its words, each RUN as its command, in order.
        user: Number of the user, and of the group.
        port: The port that it says it listens on.
        healthcheck: Command that tells whether it is well.
        command: What is run in the end.
    """

    base: str = ""
    workdir: str = "/"
    variables: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[str, list[str]]] = field(default_factory=list)
    user: tuple[int, int] = (0, 0)
    port: int = 0
    healthcheck: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


def parsed(text: str) -> Image:
    """Read a Dockerfile.

    Raises:
        DockerfileError: It has a line that is not known here.
    """
    image = Image()
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or line.endswith("\\"):
            raise DockerfileError(line)
        instruction, rest = match.groups()
        if not image.base and instruction != "FROM":
            raise DockerfileError(f"before FROM: {line}")
        if instruction in ("COPY", "RUN") and image.user != (0, 0):
            raise DockerfileError(f"after USER: {line}")  # these would be another user's files
        if instruction == "FROM":
            image.base = rest
        elif instruction == "WORKDIR" and rest.startswith("/"):
            image.workdir = rest
        elif instruction == "ENV":
            image.variables |= dict(word.split("=", 1) for word in shlex.split(rest))
        elif instruction == "COPY" and not rest.startswith(("-", "[")):
            image.steps.append(("COPY", rest.split()))
        elif instruction == "RUN" and not rest.startswith(("-", "[")):
            image.steps.append(("RUN", [*SHELL, rest]))
        elif instruction == "USER" and re.fullmatch(r"\d+:\d+", rest):
            user, group = map(int, rest.split(":"))
            image.user = (user, group)
        elif instruction == "EXPOSE":
            image.port = int(rest)
        elif instruction == "HEALTHCHECK":
            while option := _OPTION.match(rest):
                rest = rest[option.end() :]
            image.healthcheck = [*SHELL, rest.removeprefix("CMD ")]
        elif instruction == "CMD" and rest.startswith("["):
            image.command = json.loads(rest)
        else:
            raise DockerfileError(line)
    return image


def copy(words: list[str], context: Path, workdir: Path) -> None:
    """Carry out COPY: of a folder its content is copied; to several files belongs a folder."""
    *sources, target = words
    place = workdir / target
    for name in sources:
        source = context / name
        if source.is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True)
        elif target.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)
        else:
            raise DockerfileError(f"COPY to what is no folder: {words}")

"""scripts/Dockerfile: what it says, read as text, and the image itself where Docker is running."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from chatbot.settings import ROOT
from repository import copy_repository, names_in_repository
from serving import free_port

TEXT = (ROOT / "scripts" / "Dockerfile").read_text()
INSTRUCTIONS = [
    tuple(line.split(maxsplit=1)) for line in TEXT.splitlines() if line and line[0] != "#"
]
QUESTION = {"data": ["Public Act 13-155"]}


def value_of(instruction: str) -> str:
    """The argument of an instruction that the file has once."""
    [found] = [argument for name, argument in INSTRUCTIONS if name == instruction]
    return found


def test_commands_of_the_readme_are_those_of_the_file():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, second, *_ = TEXT.splitlines()
    assert first == "# docker build -f scripts/Dockerfile -t faq ."
    assert f"\n    {first[2:]}\n    {second[2:]}\n" in readme


def test_image_runs_the_page_as_an_ordinary_user_on_one_port():
    assert value_of("FROM") == "python:3.11-slim"
    user, group = map(int, value_of("USER").split(":"))
    assert user > 0 and group > 0
    variables = dict(
        word.split("=") for name, line in INSTRUCTIONS if name == "ENV" for word in line.split()
    )
    assert variables["CHATBOT_PORT"] == value_of("EXPOSE") == "7860"
    assert variables["CHATBOT_HOST"] == "0.0.0.0"
    assert json.loads(value_of("CMD")) == [".venv/bin/python", "app.py"]
    names = [name for name, _ in INSTRUCTIONS]
    assert not {"COPY", "RUN"} & set(names[names.index("USER") :])  # all of it belongs to root


def copied(words: str) -> set[str]:
    """The files of the repository that a COPY brings, by their paths in the image."""
    *sources, target = words.split()
    assert target.endswith("/"), words
    files = set()
    for source in sources:
        if (ROOT / source).is_dir():  # Docker copies the content of a folder
            inside = [name for name in names_in_repository() if name.startswith(f"{source}/")]
            files |= {target + name.removeprefix(f"{source}/") for name in inside}
        else:
            assert source in names_in_repository(), source
            files.add(target.removeprefix("./") + Path(source).name)
    return files


def test_every_step_has_its_files_and_the_image_all_of_the_chatbot():
    present = set()
    for name, argument in INSTRUCTIONS:
        if name == "COPY":
            brought = copied(argument)
            assert brought and brought <= names_in_repository()
            present |= brought
        elif name in ("RUN", "CMD"):
            named = set(re.findall(r"[\w./]+\.(?:sh|py)\b", argument))
            assert named and named <= present, argument
    whole = re.compile(
        r"(chatbot|corpus|scripts/lock)/.*|app\.py|(pyproject\.toml|requirements\.txt)"
    )
    assert {name for name in names_in_repository() if whole.fullmatch(name)} <= present


def test_health_check_tells_a_server_that_answers_from_one_that_does_not(app):
    _, _, command = value_of("HEALTHCHECK").partition(" CMD ")
    assert command.startswith(".venv/bin/python ")
    here = command.replace(".venv/bin/python", f"'{sys.executable}'")

    def health(port):
        ended = subprocess.run(
            ["/bin/sh", "-c", here], env={"CHATBOT_PORT": str(port)}, capture_output=True
        )
        return ended.returncode

    assert health(httpx.URL(app).port) == 0
    assert health(free_port()) == 1


# The image itself


def docker(*arguments, check=True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=check)


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The image, built by the README's command from a clean copy of the repository."""
    if shutil.which("docker") is None or docker("info", check=False).returncode != 0:
        pytest.skip("DOCKER IS NOT RUNNING HERE: the image was not built or started")
    context, name = tmp_path_factory.mktemp("context"), f"faq-{uuid4().hex}"
    copy_repository(context)
    built = docker(
        "build", "-f", f"{context}/scripts/Dockerfile", "-t", name, str(context), check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    yield name
    docker("rmi", "--force", name)


@pytest.fixture
def container(image):
    """A container as the README starts it: its id and the address of its page."""
    port = free_port()
    read_only = ("--read-only", "--tmpfs", "/tmp")
    started = docker("run", "--detach", *read_only, "-p", f"127.0.0.1:{port}:7860", image)
    container = started.stdout.strip()
    yield container, f"http://127.0.0.1:{port}/"
    docker("rm", "--force", container)


@pytest.mark.docker
def test_container_serves_is_well_and_writes_nothing_but_temporary_files(container):
    container, address = container
    _, _, health = value_of("HEALTHCHECK").partition(" CMD ")

    def in_container(command):
        return docker("exec", container, "sh", "-c", command, check=False)

    deadline = time.monotonic() + 120
    while in_container(health).returncode != 0:
        assert time.monotonic() < deadline, docker("logs", container).stdout
        time.sleep(0.5)
    assert httpx.get(address).status_code == 200
    [answer] = httpx.post(f"{address}gradio_api/run/ask", json=QUESTION).json()["data"]
    assert answer["hits"][0]["entry"] == 2
    places = ". index corpus / /srv /root /tmp"
    wrote = in_container(f"for place in {places}; do touch $place/x && echo $place; done; id -u")
    assert wrote.stdout == f"/tmp\n{value_of('USER').split(':')[0]}\n"
    docker("stop", "--time", "60", container)
    ended = docker("inspect", "--format", "{{.State.ExitCode}}", container)
    assert ended.stdout == "0\n"
    ended = "The chatbot answers at http://localhost:7860/\n"
    assert docker("logs", container).stdout.endswith(ended)

"""scripts/Dockerfile, carried out without Docker: each of its steps, as written, by /bin/sh.

Two things stand in for what takes minutes: the packages that it would install are those of these
tests' own environment, set up from the same lock, and shown where it wants them, so that `set_up`
finds them installed; and the index is in place when it is built, so that only what is missing of it
is made. That both come about from nothing, test_setup.py, test_build.py and test_space.py show, and
with nothing in their stead all steps were carried out once: 4 and 1.5 minutes on a busy machine.
"""

import os
import shutil
import subprocess

import httpx
import pytest

from chatbot.settings import ROOT
from dockerfile import DockerfileError, copy, parsed
from packages import link_required
from repository import copy_repository
from sandbox import PYTHON, Sandbox, needs_sandbox
from serving import free_port, serving

IMAGE = parsed((ROOT / "scripts" / "Dockerfile").read_text())
STAMPS = """
source scripts/setup.sh
for name in torch product; do fingerprint $name >.venv/installed-$name; done
"""
UNKNOWN = [
    "VOLUME /x",
    "ADD a b",
    "RUN --mount=x y",
    "COPY --from=a b c",
    "USER me",
    "CMD x",
    "run x",
]


@pytest.mark.parametrize("line", UNKNOWN)
def test_instruction_that_is_not_known_here_is_refused(line):
    with pytest.raises(DockerfileError):
        parsed(f"FROM x\n{line}\n")


def test_commands_of_the_readme_are_those_of_the_file():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, second, *_ = (ROOT / "scripts" / "Dockerfile").read_text().splitlines()
    assert first == "# docker build -f scripts/Dockerfile -t faq ."
    assert f"\n    {first[2:]}\n    {second[2:]}\n" in readme


def test_image_says_what_it_is():
    assert IMAGE.base == "python:3.11-slim"
    assert min(IMAGE.user) > 0
    assert IMAGE.variables["CHATBOT_PORT"] == str(IMAGE.port) == "7860"
    assert IMAGE.variables["CHATBOT_HOST"] == "0.0.0.0"


@pytest.fixture(scope="module")
def built(tmp_path_factory, shipped_index_folder):
    """The container's file system, after every COPY and RUN."""
    context, root = tmp_path_factory.mktemp("context"), tmp_path_factory.mktemp("root")
    copy_repository(context)
    root.chmod(0o755)  # as WORKDIR makes it
    sandbox = Sandbox({IMAGE.workdir: root}, IMAGE.variables, IMAGE.workdir)
    ran = []
    for kind, words in IMAGE.steps:
        if kind == "COPY":
            copy(words, context, root)
            continue
        if not ran:  # the packages, which the first command would install
            venv = sandbox.run([f"{PYTHON}/bin/python3", "-m", "venv", "--without-pip", ".venv"])
            [site] = (root / ".venv" / "lib").glob("python3.*/site-packages")
            link_required(site)
            stamps = sandbox.run(["bash", "-euc", STAMPS])
            assert (venv.stderr, stamps.stderr) == ("", "")
        if "build_index" in words[-1]:
            shutil.copytree(shipped_index_folder, root / "index")
        ended = sandbox.run(words)
        assert ended.returncode == 0, f"{words}: {ended.stdout}{ended.stderr}"
        ran.append(ended.stdout + ended.stderr)
    installed, indexed = ran
    assert installed == ""  # nothing was left to install
    assert indexed.startswith(f"{IMAGE.workdir}/index: 1 documents, 20 entries, ")
    return sandbox


def in_container(built, command, port):
    user, _ = IMAGE.user
    with_port = Sandbox(built.shown, {**built.variables, "CHATBOT_PORT": str(port)}, built.cwd)
    return with_port.command(command, user=user, writable=[])


@needs_sandbox()
def test_container_can_write_nothing_but_temporary_files(built):
    places = ". index corpus / /srv /root /tmp"
    code = f"for place in {places}; do touch $place/x && echo $place; done; id -u"
    ended = subprocess.run(
        in_container(built, ["sh", "-c", code], free_port()), capture_output=True, text=True
    )
    assert ended.stdout == f"/tmp\n{IMAGE.user[0]}\n"
    owners = {path.lstat().st_uid for path in built.shown[IMAGE.workdir].rglob("*")}
    assert owners == {os.getuid()} != {IMAGE.user[0]}


@needs_sandbox()
def test_container_serves_is_well_and_says_when_it_is_not(built, tmp_path):
    port = free_port()

    def health():
        return subprocess.run(in_container(built, IMAGE.healthcheck, port), capture_output=True)

    assert health().returncode == 1  # nothing is served yet
    command = in_container(built, IMAGE.command, port)
    with serving(tmp_path / "unused", None, command, port=port) as served:
        assert httpx.get(served.address).status_code == 200
        sent = {"data": ["Public Act 13-155"]}
        answer = httpx.post(f"{served.address}gradio_api/run/ask", json=sent).json()["data"][0]
        assert answer["hits"][0]["entry"] == 2
        assert health().returncode == 0
        served.process.terminate()  # as `docker stop` does
        assert served.process.wait(20) == 0
        assert health().returncode == 1
        assert served.output == f"The chatbot answers at http://localhost:{port}/\n"

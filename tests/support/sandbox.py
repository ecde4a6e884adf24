"""A file system of its own for a command: what it finds where, and what it may write.

Made with mount namespaces, so it needs Linux, root, and `unshare` and `setpriv` of util-linux.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

PYTHON = "/usr/local"  # where the interpreter of these tests is found, as in Python's own images
PACKAGES = "/mnt"  # where the site-packages of these tests are found
_MOUNT = """
set -eu
show() { mkdir -p "$2"; mount --bind "$1" "$2"; }
"""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where commands run.

    Attributes:
        shown: Folder of this machine to show, by the place where it is found in there.
        variables: The whole environment, but for where programs and libraries
            are; CHATBOT_PORT is passed on, too.
        cwd: Where commands start.
    """

    shown: Mapping[str, Path]
    variables: Mapping[str, str]
    cwd: str

    def command(
        self, command: Sequence[str], user: int = 0, writable: Sequence[str] | None = None
    ) -> list[str]:
        """What to run here so that `command` runs in there.

        Args:
            command: The program and its arguments.
            user: Number of the user and the group that it runs as.
            writable: Of the places shown, those that can be written, besides an empty /tmp; None
                if everything can.
        """
        lines = []
        # Ours, so that an ordinary user can go there whoever may enter the folder that is shown.
        for top in sorted({f"/{PurePosixPath(place).parts[1]}" for place in self.shown}):
            lines.append(f"mount -t tmpfs -o mode=755 none {top}")
        here = {PYTHON: Path(sys.base_prefix), PACKAGES: Path(sysconfig.get_path("purelib"))}
        for place, folder in {**here, **self.shown}.items():
            lines.append(f"show '{folder}' '{place}'")
            if writable is not None and place not in writable:
                lines.append(f"mount -o remount,ro,bind '{place}'")
        if writable is not None:
            lines += ["mount -o remount,ro,bind /", "mount -t tmpfs -o mode=1777 none /tmp"]
        variables = [f"{name}={value}" for name, value in self.variables.items()]
        variables += [f"PATH={PYTHON}/bin:/usr/bin:/bin", f"LD_LIBRARY_PATH={PYTHON}/lib"]
        if "CHATBOT_PORT" not in self.variables:
            lines.append("port=${CHATBOT_PORT:+CHATBOT_PORT=$CHATBOT_PORT}")
        # Everything is replaced by the next, so the process that is started is the command itself.
        lines.append(f"cd '{self.cwd}'")
        lines.append('exec env -i ${port:-} "$@"')
        become = [
            "setpriv",
            f"--reuid={user}",
            f"--regid={user}",
            "--clear-groups",
            "--no-new-privs",
        ]
        script = _MOUNT + "\n".join(lines)
        return ["unshare", "--mount", "sh", "-c", script, "sh", *variables, *become, *command]

    def run(self, command: Sequence[str], **options: object) -> subprocess.CompletedProcess[str]:
        """Run a command in there to its end; `options` are those of `command`."""
        return subprocess.run(
            self.command(command, **options), capture_output=True, text=True, timeout=300
        )


def needs_sandbox() -> pytest.MarkDecorator:
    """Marks tests that are left out, and say so, where there can be no sandbox."""
    missing = shutil.which("unshare") is None or os.geteuid() != 0
    failed = missing or subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0
    return pytest.mark.skipif(failed, reason="mount namespaces need Linux, root and util-linux")

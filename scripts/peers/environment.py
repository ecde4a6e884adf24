"""The peers' own virtual environment: made once, outside of what git tracks."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
UV = Path(__file__).parents[1] / "lock" / "uv.txt"  # knows where PyTorch's CPU build is to be had
QUIET = ("--quiet", "--quiet")  # errors only


def python_of_peers(folder: Path) -> Path:
    """The interpreter of the environment in `folder`, made or renewed if need be.

    What cannot be installed is left out: its peer then says so itself.
    """
    python, stamp = folder / "bin" / "python", folder / "installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"Installing the peers into {folder}; this takes a few minutes …", file=sys.stderr)
    lines = [line.strip() for line in REQUIREMENTS.read_text().splitlines()]
    packages = [line for line in lines if line and not line.startswith("#")]
    _run(sys.executable, "-m", "venv", "--clear", str(folder), check=True)
    _run(str(python), "-m", "pip", "install", *QUIET, "-r", str(UV), check=True)
    install = (str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python))
    torch = packages[0]
    if _run(*install, "--torch-backend=cpu", torch):
        _run(str(python), "-m", "pip", "install", *QUIET, torch, check=True)
    if not _run(*install, *packages):
        stamp.write_text(wanted)
        return python
    for package in packages:  # those that can be had; the others are tried again next time
        if _run(*install, torch, package):
            print(f"{package} cannot be installed here.", file=sys.stderr)
    return python


def _run(*command: str, check: bool = False) -> int:
    """The exit status; 0 if all went well."""
    environment = os.environ | {"UV_HTTP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    said = None if check else subprocess.DEVNULL
    return subprocess.run(command, env=environment, stderr=said, check=check).returncode

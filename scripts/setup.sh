# shellcheck shell=bash
# Sourced by run.sh and test.sh: sees to .venv at the repository's root.
#
#     set_up FILE…    install these requirements files into .venv, unless that is done already
#
# $root is the repository's folder and $python the interpreter in its .venv.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=$root/.venv/bin/python
uv=uv==0.13.9 # knows by itself where PyTorch's CPU build is to be had
pip_options=(--disable-pip-version-check)
if [ ! -t 1 ]; then # no terminal, so nobody watches a progress bar
  pip_options+=(--quiet)
fi

say() { printf '%s\n' "$*" >&2; }

set_up() {
  local file
  if ! supported "$python"; then
    make_venv
  fi
  for file in "$@"; do
    install_requirements "$file"
  done
}

supported() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

make_venv() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if supported "$candidate"; then
      say "Making .venv with $("$candidate" --version) …"
      if ! "$candidate" -m venv --clear "$root/.venv"; then
        say "ERROR: $candidate cannot make a virtual environment."
        say "On Debian or Ubuntu install the package python3-venv; then run this again."
        exit 1
      fi
      return
    fi
  done
  say "ERROR: this needs Python 3.11, 3.12 or 3.13, and finds none."
  if command -v python3 >/dev/null; then
    say "$(command -v python3) is $(python3 --version 2>&1)."
  fi
  say "Install one of them, so that it is on the PATH as python3 or python3.13; then run this again."
  exit 1
}

# The stamp is removed first and written last, so an install that was cut short is done again.
install_requirements() {
  local file=$1 stamp wanted
  stamp=$root/.venv/installed-${file//\//-}
  wanted=$(fingerprint "$file")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  rm -f "$stamp"
  if ! "$python" -m pip --version >/dev/null 2>&1; then # .venv was left half made
    make_venv
  fi
  say "Installing what $file names into .venv; the first time this takes some minutes …"
  install_torch
  "$python" -m pip install "${pip_options[@]}" -r "$root/$file"
  printf '%s\n' "$wanted" >"$stamp"
}

# Of the file, the one that it may build upon, and the interpreter.
fingerprint() {
  "$python" - "$root/requirements.txt" "$root/$1" <<'PYTHON'
import hashlib, pathlib, sys
content = b"\0".join(pathlib.Path(name).read_bytes() for name in sys.argv[1:])
print(hashlib.sha256(content).hexdigest(), *sys.version_info[:3])
PYTHON
}

# What pip takes for Linux on x86 brings gigabytes of CUDA along: try the CPU build first.
install_torch() {
  local torch
  torch=$(grep '^torch==' "$root/requirements.txt")
  if [ "$(installed_version torch)" = "${torch#torch==}" ]; then
    return
  fi
  if [ "$(uname -s) $(uname -m)" = "Linux x86_64" ]; then
    "$python" -m pip install "${pip_options[@]}" "$uv"
    if UV_HTTP_RETRIES=0 "$python" -m uv pip install --quiet --python "$python" --torch-backend=cpu \
      "$torch" 2>/dev/null; then
      return
    fi
    say "PyTorch's CPU build could not be had from its own index; taking the one that pip finds."
  fi
  "$python" -m pip install "${pip_options[@]}" "$torch"
}

# Without the local part: of 2.13.0+cpu only 2.13.0.
installed_version() {
  "$python" - "$1" <<'PYTHON'
import importlib.metadata, sys
try:
    print(importlib.metadata.version(sys.argv[1]).split("+")[0])
except importlib.metadata.PackageNotFoundError:
    pass
PYTHON
}

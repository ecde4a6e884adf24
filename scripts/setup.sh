# shellcheck shell=bash
# Sourced by run.sh and test.sh: prepares .venv at the repository's root.
#
#     set_up NAME…              install scripts/lock/NAME.txt, then this project, unless that is done
#     install_packages NAME…    the first half of that
#
# Every downloaded file has a hash there, or is refused. PyTorch always comes first.
# $root is the repository's folder and $python the interpreter in its .venv.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=$root/.venv/bin/python
locked=(--no-deps --require-hashes) # what they need in turn is in the files, too
pip_options=(--disable-pip-version-check)
if [ ! -t 1 ]; then # no terminal, so nobody watches a progress bar
  pip_options+=(--quiet)
fi

say() { printf '%s\n' "$*" >&2; }

set_up() {
  install_packages "$@"
  are_installed project || install_once project
}

install_packages() {
  local name
  if ! supported "$python"; then
    make_venv
  fi
  if are_installed torch "$@"; then
    return
  fi
  if ! "$python" -m pip --version >/dev/null 2>&1; then # .venv was left half made
    make_venv
  fi
  say "Installing into .venv; the first time this takes some minutes …"
  "$python" -m pip install "${pip_options[@]}" "${locked[@]}" -r "$root/scripts/lock/uv.txt"
  for name in torch "$@"; do
    are_installed "$name" || install_once "$name"
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

are_installed() {
  local name
  for name in "$@"; do
    fingerprint "$name" | cmp -s - "$root/.venv/installed-$name" || return 1
  done
}

fingerprint() {
  "$python" -VV
  if [ "$1" = project ]; then
    printf '%s\n' "$root" # the install leads here; a copy of the folder needs its own
    cat "$root/pyproject.toml"
  else
    cat "$root/scripts/lock/$1.txt"
  fi
}

# The stamp is removed first and written last, so an install that was cut short is done again.
install_once() {
  local stamp=$root/.venv/installed-$1
  rm -f "$stamp"
  if [ "$1" = torch ]; then
    install_torch
  elif [ "$1" = project ]; then # in place, so that an edit counts at once
    "$python" -m pip install "${pip_options[@]}" --no-deps --no-build-isolation -e "$root"
  else
    install_with_uv "$1" || install_with_pip "$1"
  fi
  fingerprint "$1" >"$stamp"
}

# What the common index has for Linux brings gigabytes of CUDA along: try the CPU build first.
install_torch() {
  if ! install_with_uv torch && ! install_with_pip torch 2>/dev/null; then
    say "PyTorch's CPU build could not be installed; taking the one that pip finds."
    install_with_pip cuda
  fi
}

# uv is quick and finds PyTorch's CPU build itself.
install_with_uv() {
  UV_HTTP_RETRIES=1 "$python" -m uv pip install --quiet --python "$python" --torch-backend=cpu "${locked[@]}" \
    -r "$root/scripts/lock/$1.txt" 2>/dev/null
}

# pip knows the mirrors that this machine's owner has told it of, and says what is wrong.
install_with_pip() {
  "$python" -m pip install "${pip_options[@]}" "${locked[@]}" -r "$root/scripts/lock/$1.txt"
}

#!/usr/bin/env bash
# The same set-up as run.sh, then every check there is; the first that fails ends it.
# Usage: bash scripts/test.sh [OPTION of pytest]…
#
#     bash scripts/test.sh                                           everything
#     bash scripts/test.sh tests/corpus                              the tests of one folder
#     bash scripts/test.sh --hypothesis-profile=explore tests/corpus   the same with random examples
#
# The tests try the same examples each time. The profile "explore" tries many others, other ones in
# each run, and prints how to repeat one that fails.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
set_up product tests
cd "$root"
unset PYTHONDONTWRITEBYTECODE # or each server of the tests would compile Gradio again
# Two processes run the tests: more threads in each would only wait for each other, and spin.
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE

without=() # markers of the tests that cannot be run here

# need MARKER PROGRAM PACKAGE…: the tests of this marker need this program, of these packages
need() {
  local marker=$1 program=$2
  shift 2
  if ! command -v "$program" >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $program for the tests …"
    install_from_debian "$@" || say "$program could not be installed."
  fi
  command -v "$program" >/dev/null || without+=("$marker")
}

install_from_debian() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

docker info >/dev/null 2>&1 || without+=(docker)
need browser chromium chromium fonts-liberation
need nginx nginx nginx-light

selection=()
if [ ${#without[@]} -gt 0 ]; then
  left_out=$(printf ' or %s' "${without[@]}")
  left_out=${left_out# or }
  selection=(-m "not ($left_out)")
fi

say_what_was_skipped() {
  say
  say "############################################################################"
  say "#  NOT EVERYTHING WAS TESTED: a program that these tests drive is missing  #"
  say "#  or not running (Docker), so they were left out:                         #"
  say "############################################################################"
  "$python" -m pytest --collect-only -qq -m "$left_out" >&2 || true
  say "Install it (on Debian, as root: apt-get install chromium nginx-light) or start it; then run"
  say "this again."
}

"$python" -m ruff check .
"$python" -m ruff format --check .
"$python" -m mypy
status=0
# One file's tests share servers, so they stay together; the order is always the same.
"$python" -m pytest -n 2 --dist loadfile --no-loadscope-reorder ${selection[@]+"${selection[@]}"} "$@" || status=$?
if [ ${#selection[@]} -gt 0 ]; then
  say_what_was_skipped
fi
exit $status

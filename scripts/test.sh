#!/usr/bin/env bash
# The same set-up as run.sh, then every check there is; the first that fails ends it.
# Usage: bash scripts/test.sh [OPTION of pytest]…
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
set_up product tests
cd "$root"

install_chromium() {
  say "Installing chromium for the browser tests …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    chromium fonts-liberation >/dev/null
}

if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  install_chromium || say "chromium could not be installed."
fi

selection=()
if ! command -v chromium >/dev/null; then
  selection=(-m "not browser")
fi

say_what_was_skipped() {
  say
  say "############################################################################"
  say "#  NOT EVERYTHING WAS TESTED: there is no chromium on this machine, so the #"
  say "#  tests that drive a real browser were skipped:                           #"
  say "############################################################################"
  "$python" -m pytest --collect-only -qq -m browser >&2 || true
  say "Install it (on Debian, as root: apt-get install chromium); then run this again."
}

"$python" -m ruff check .
"$python" -m ruff format --check .
"$python" -m mypy
status=0
"$python" -m pytest ${selection[@]+"${selection[@]}"} "$@" || status=$?
if [ ${#selection[@]} -gt 0 ]; then
  say_what_was_skipped
fi
exit $status

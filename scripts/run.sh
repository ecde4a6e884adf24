#!/usr/bin/env bash
# Sets everything up on the first run and serves the page; app.py builds the index if needed.
# Usage: bash scripts/run.sh [--share]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
set_up product
exec "$python" "$root/app.py" "$@"

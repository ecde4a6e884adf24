#!/usr/bin/env bash
# Sets everything up on the first run, builds the index if needed, and serves the page.
# Usage: bash scripts/run.sh [OPTION of app.py]…
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
set_up requirements.txt
"$python" "$root/scripts/build_index.py"
exec "$python" "$root/app.py" "$@"

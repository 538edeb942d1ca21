#!/usr/bin/env bash
# Runs npm in web/ with the machine's Node.js, or with the one in .tools where the machine's is too old.
set -euo pipefail
cd "$(dirname "$0")/../.."
have() { command -v "$1" >/dev/null 2>&1; }
. ops/bootstrap/web.sh
if ! node_is_new; then
  PATH="$PWD/.tools/bin:$PATH"
  export PATH
fi
cd web
exec npm "$@"

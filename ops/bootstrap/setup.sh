#!/usr/bin/env bash
# Brings a machine to the state in which `.venv/bin/siangsa` runs, and does nothing where nothing is missing.
#
#   ops/bootstrap/setup.sh          what `make run` needs
#   ops/bootstrap/setup.sh --dev    also what `make test` needs (linters, test tools, Chromium)
#
# The system's own Python stays untouched; a PostgreSQL or Mosquitto that runs on the machine is never used or stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."

dev=0
case "${1:-}" in
  "") ;;
  --dev) dev=1 ;;
  *)
    echo "setup: unknown option $1 (only --dev is known)" >&2
    exit 2
    ;;
esac

say() { echo "setup: $*" >&2; }
fail() {
  echo "setup: $*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

if have sha256sum; then digest() { sha256sum | cut -c1-64; }; else digest() { shasum -a 256 | cut -c1-64; }; fi

# matches FILE KEY: whether a stamp file holds exactly this key
matches() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

. ops/bootstrap/system.sh
. ops/bootstrap/python.sh
. ops/bootstrap/web.sh

install_system_packages
make_python_environment
# the console is built meanwhile: the search over weeks is compiled once, and again when its code changes
nice .venv/bin/python -m routing.week.kernel.warm &
compiling=$!
build_web
wait "$compiling" || say "the search over weeks could not be compiled now; the first plan of a week will do it"
say "ready: .venv/bin/siangsa"

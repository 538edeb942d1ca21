#!/usr/bin/env bash
# Resolves every requirement anew and writes the hashed lists, for all platforms and every Python from 3.12 on.
# The lists name packages and hashes only: no address, no path, so any registry can serve them.
set -euo pipefail
cd "$(dirname "$0")/../.."

compile() {
  local out=$1
  shift
  echo "lock: $out" >&2
  .tools/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --upgrade \
    --no-annotate --no-header --no-emit-index-url --no-emit-find-links --output-file "$out" "$@"
  if grep -nE '://|^--|file:' "$out"; then
    echo "lock: $out names an address; a list must hold packages and hashes only" >&2
    exit 1
  fi
}

compile requirements.txt pyproject.toml ops/bootstrap/build.in
compile requirements-dev.txt --extra dev --constraint requirements.txt pyproject.toml ops/bootstrap/build.in
compile ops/bootstrap/uv.txt ops/bootstrap/uv.in
compile ops/bootstrap/node.txt ops/bootstrap/node.in

# shellcheck shell=bash disable=SC2154
# Sourced by setup.sh: a pinned uv in .tools, a virtual environment in .venv, the locked packages, the project itself.

export UV_NO_PROGRESS=1 UV_PYTHON_PREFERENCE=system
# a Python that must be downloaded lies beside ours, not in the home of the one who runs this: a service's user,
# who may not enter that home, runs it too
export UV_PYTHON_INSTALL_DIR="${UV_PYTHON_INSTALL_DIR:-$PWD/.tools/python}"
uv=.tools/bin/uv

install_uv() {
  local key
  key=$(digest <ops/bootstrap/uv.txt)
  if [ -x "$uv" ] && matches .tools/.uv-stamp "$key"; then return; fi
  say "making .tools with a pinned uv"
  if ! [ -x .tools/bin/python ] || ! .tools/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .tools
    python3 -m venv .tools || fail "python3 -m venv .tools failed; is the venv module complete?"
  fi
  .tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r ops/bootstrap/uv.txt ||
    fail "uv could not be installed; is the package index within reach?"
  echo "$key" >.tools/.uv-stamp
}

# `.python-version` names the Python we develop on; any from 3.12 on does, and only then one is downloaded
make_venv() {
  local version
  if .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then return; fi
  version=$(cat .python-version)
  say "making .venv"
  "$uv" venv --quiet --clear --no-project --no-python-downloads --python "$version" .venv 2>/dev/null ||
    "$uv" venv --quiet --clear --no-project --no-python-downloads --python '>=3.12' .venv 2>/dev/null ||
    { say "no Python 3.12 or newer here; downloading Python $version" &&
      "$uv" venv --quiet --clear --no-project --managed-python --python "$version" .venv; } ||
    fail "no Python 3.12 or newer, and none could be downloaded; install python3.12 or python3.13, then run this again"
}

sync_packages() {
  local list=requirements.txt key
  # an environment that has the test tools already serves `make run` as well: the two must not undo each other
  if [ "$dev" = 1 ] || [ -f .venv/.dev ]; then list=requirements-dev.txt; fi
  key="$list $(digest <"$list")"
  if matches .venv/.packages-stamp "$key"; then return; fi
  say "installing the locked packages of $list (some 200 MB when none is cached)"
  rm -f .venv/.packages-stamp .venv/.project-stamp
  "$uv" pip sync --quiet --python .venv --require-hashes "$list" || fail "the packages of $list could not be installed"
  if [ "$dev" = 1 ]; then touch .venv/.dev; fi
  echo "$key" >.venv/.packages-stamp
}

# the sync above removes the project, because a hashed list cannot name it
install_project() {
  local key
  key=$(cat pyproject.toml .venv/.packages-stamp | digest)
  if [ -x .venv/bin/siangsa ] && matches .venv/.project-stamp "$key"; then return; fi
  say "installing siangsa into .venv"
  "$uv" pip install --quiet --python .venv --no-deps --no-build-isolation -e . || fail "the project could not be installed"
  echo "$key" >.venv/.project-stamp
}

add_test_browser() {
  if [ "$dev" = 0 ] || has_browser; then return; fi
  say "installing the test browser"
  .venv/bin/playwright install --with-deps chromium >/dev/null || fail "Chromium is missing; install it, then run this again"
}

make_python_environment() {
  install_uv
  make_venv
  sync_packages
  install_project
  add_test_browser
}

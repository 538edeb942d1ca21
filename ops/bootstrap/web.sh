# shellcheck shell=bash disable=SC2154
# Sourced by setup.sh: the console, built from web/ into the api's static folder.

# "yes" when the node on the PATH is one that Vite accepts (20.19 or newer, not 21)
node_is_new() {
  have node && have npm &&
    node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a===20&&b>=19||a>=22?0:1)' 2>/dev/null
}

find_node() {
  if node_is_new; then return; fi
  if ! [ -x .tools/bin/npm ]; then
    say "no Node.js from 20.19 on here; installing one into .tools"
    "$uv" pip install --quiet --python .tools --require-hashes -r ops/bootstrap/node.txt || fail "Node.js could not be installed"
  fi
  PATH="$PWD/.tools/bin:$PATH"
  export PATH
}

web_sources() {
  find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path '*/test-results/*' | LC_ALL=C sort
}

install_web_packages() {
  local key
  key=$(cat web/package.json web/package-lock.json | digest)
  if matches web/node_modules/.stamp "$key"; then return; fi
  say "installing the web packages"
  rm -f web/node_modules/.stamp
  (cd web && npm ci --loglevel=error --no-audit --no-fund >&2) || fail "npm ci failed in web/; is the npm registry within reach?"
  echo "$key" >web/node_modules/.stamp
}

web_key() { web_sources | while IFS= read -r f; do echo "$f"; cat "$f"; done | digest; }

build_web() {
  local key built=0
  key=$(web_key)
  if [ -f api/static/index.html ] && matches api/static/.stamp "$key"; then built=1; fi
  # the tests also need the packages, not only what was built with them
  if [ "$built" = 1 ] && { [ "$dev" = 0 ] || [ -f web/node_modules/.stamp ]; }; then return; fi
  find_node
  install_web_packages
  if [ "$built" = 1 ]; then return; fi
  say "building the console"
  (cd web && npm run --silent build >&2) || fail "the console could not be built (npm run build in web/)"
  # once more: the build writes generated sources of its own beside ours
  web_key >api/static/.stamp
}

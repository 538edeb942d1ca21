# Sourced by setup.sh: PostgreSQL with PostGIS, Mosquitto, Python's venv module and (for tests) Chromium, from the
# system's own package manager.

postgres_bin() {
  local dir
  # the newest of Debian's majors, then Homebrew's, then whatever the PATH offers
  for dir in $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    2>/dev/null | sort -t/ -k5 -V -r); do
    if [ -x "$dir/postgres" ]; then
      echo "$dir"
      return
    fi
  done
  if have postgres; then dirname "$(command -v postgres)"; fi
}

has_postgis() {
  local bin share
  bin=$(postgres_bin)
  [ -n "$bin" ] || return 1
  for share in "/usr/share/postgresql/$(basename "$(dirname "$bin")")" "$("$bin/pg_config" --sharedir 2>/dev/null)"; do
    if [ -f "$share/extension/postgis.control" ]; then return 0; fi
  done
  return 1
}

has_mosquitto() { have mosquitto || [ -x /usr/sbin/mosquitto ] || [ -x /opt/homebrew/sbin/mosquitto ] || [ -x /usr/local/sbin/mosquitto ]; }

has_venv() { have python3 && python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

has_browser() {
  have chromium || have google-chrome || have chrome ||
    ls -d "$HOME"/.cache/ms-playwright/chromium*-* "$HOME"/Library/Caches/ms-playwright/chromium*-* >/dev/null 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    fail "system packages are missing and neither root nor sudo is at hand; as root, run: apt-get install ${wanted[*]}"
  fi
}

apt_refreshed=0
apt_refresh() {
  if [ "$apt_refreshed" = 0 ]; then
    say "reading the package lists"
    as_root apt-get -qq -o Acquire::Retries=3 update || say "the package lists could not be renewed; going on with the old ones"
    apt_refreshed=1
  fi
}

apt_add() {
  wanted=("$@")
  apt_refresh
  say "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Acquire::Retries=3 install --no-install-recommends "$@" >/dev/null ||
    fail "apt-get could not install: $*"
}

apt_packages() {
  local packages=() major bin
  has_venv || packages+=(python3 python3-venv)
  has_mosquitto || packages+=(mosquitto)
  if [ "${#packages[@]}" -gt 0 ]; then apt_add "${packages[@]}"; fi
  if ! has_postgis; then
    bin=$(postgres_bin)
    if [ -z "$bin" ]; then
      apt_add postgresql
      bin=$(postgres_bin)
    fi
    case "$bin" in
      /usr/lib/postgresql/*) major=$(basename "$(dirname "$bin")") ;;
      *) fail "PostgreSQL in $bin is not the system's own package; install PostGIS for it, then run this again" ;;
    esac
    apt_add "postgresql-$major-postgis-3"
  fi
  # Ubuntu's chromium package is only a pointer to a snap; there the test browser comes later (see add_test_browser)
  if [ "$dev" = 1 ] && ! has_browser && grep -q '^ID=debian' /etc/os-release; then apt_add chromium; fi
}

brew_packages() {
  local packages=()
  have brew || fail "Homebrew is missing; install it, then run this again"
  has_postgis || packages+=(postgresql@17 postgis)
  has_mosquitto || packages+=(mosquitto)
  if [ "${#packages[@]}" -gt 0 ]; then
    say "installing ${packages[*]}"
    brew install "${packages[@]}" >/dev/null || fail "brew could not install: ${packages[*]}"
  fi
}

install_system_packages() {
  if has_venv && has_postgis && has_mosquitto && { [ "$dev" = 0 ] || has_browser; }; then return; fi
  # an external database or broker makes the private one unnecessary, but the tests always start their own
  if have apt-get; then
    apt_packages
  elif [ "$(uname)" = Darwin ]; then
    brew_packages
  else
    fail "this machine has neither apt nor Homebrew; install PostgreSQL 15+ with PostGIS 3, Mosquitto 2 and python3 with venv"
  fi
  has_venv || fail "python3 has no venv module; install it, then run this again"
  has_postgis || fail "PostGIS is still missing for the PostgreSQL in '$(postgres_bin)'"
  has_mosquitto || fail "Mosquitto is still missing"
}

# shellcheck shell=bash disable=SC2154
# Sourced by setup.sh: PostgreSQL with PostGIS, Mosquitto, Python's venv module and (for tests) Chromium, from the
# system's own package manager.

# the oldest major version that the schema needs, and the one that is added where a system's own is older
oldest_postgres=15
added_postgres=17

# The program folder of the newest PostgreSQL that is new enough: Debian's, Homebrew's, or the PATH's.
postgres_bin() {
  local dir major
  # ls fails where only some of these exist
  # shellcheck disable=SC2012  # these folders have plain names
  { ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin 2>/dev/null || true; } |
    sort -t/ -k5 -V -r | while IFS= read -r dir; do
    major=$(basename "$(dirname "$dir")")
    if [ -x "$dir/postgres" ] && [ "${major#postgresql@}" -ge "$oldest_postgres" ]; then echo "$dir"; fi
  done | head -n 1
}

postgres_major() { basename "$(dirname "$1")" | sed 's/^postgresql@//'; }

has_postgis() {
  local bin share
  bin=$(postgres_bin)
  [ -n "$bin" ] || return 1
  for share in "/usr/share/postgresql/$(postgres_major "$bin")" "$("$bin/pg_config" --sharedir 2>/dev/null)"; do
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

# Ubuntu 22.04 brings PostgreSQL 14: there the PostgreSQL project's own packages are added, by the script that the
# system itself ships for that.
apt_postgres() {
  local offered
  apt_refresh
  offered=$(apt-cache policy postgresql | sed -n 's/^ *Candidate: \([0-9][0-9]*\).*/\1/p')
  if [ "${offered:-0}" -ge "$oldest_postgres" ]; then
    apt_add postgresql
    return
  fi
  say "this system offers PostgreSQL ${offered:-none}; adding the packages of the PostgreSQL project"
  apt_add postgresql-common ca-certificates
  as_root /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y >/dev/null ||
    fail "the packages of the PostgreSQL project could not be added; install PostgreSQL $oldest_postgres or newer with PostGIS 3"
  apt_add "postgresql-$added_postgres"
}

apt_packages() {
  local packages=()
  has_venv || packages+=(python3 python3-venv)
  has_mosquitto || packages+=(mosquitto)
  if [ "${#packages[@]}" -gt 0 ]; then apt_add "${packages[@]}"; fi
  if [ -z "$(postgres_bin)" ]; then apt_postgres; fi
  if ! has_postgis; then apt_add "postgresql-$(postgres_major "$(postgres_bin)")-postgis-3"; fi
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

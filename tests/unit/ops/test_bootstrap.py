"""The bootstrap asks the system for what is missing and for nothing else; told with stand-ins for apt."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent

STAND_INS = """
exec 3>&1
set -euo pipefail
dev=0
say() { :; }
fail() { echo "failed: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
. ops/bootstrap/system.sh
apt_refresh() { :; }
as_root() { echo "as_root $*" >&3; }
has_venv() { return "$venv"; }
has_mosquitto() { return "$mosquitto"; }
has_postgis() { return "$postgis"; }
postgres_bin() { echo "$bin"; }
apt_add() {
  echo "$*"
  case "$1" in
    postgresql) bin=/usr/lib/postgresql/15/bin ;;
    postgresql-17) bin=/usr/lib/postgresql/17/bin ;;
  esac
}
apt-cache() { echo "  Candidate: $candidate"; }
"""


def ask(*, venv=True, mosquitto=True, postgis=True, bin="/usr/lib/postgresql/15/bin", offered="15+248"):  # noqa: A002
    state = {"venv": int(not venv), "mosquitto": int(not mosquitto), "postgis": int(not postgis)}
    values = " ".join(f"{name}={value}" for name, value in state.items())
    script = f"{values} bin='{bin}' candidate='{offered}'\n{STAND_INS}\napt_packages"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_complete_machine_is_asked_for_nothing():
    assert ask() == []


def test_missing_parts_are_asked_for_together():
    assert ask(venv=False, mosquitto=False) == ["python3 python3-venv mosquitto"]


def test_postgis_is_asked_for_the_installed_major():
    assert ask(postgis=False, bin="/usr/lib/postgresql/16/bin") == ["postgresql-16-postgis-3"]


def test_system_with_a_new_enough_postgresql_gives_its_own():
    assert ask(postgis=False, bin="") == ["postgresql", "postgresql-15-postgis-3"]


@pytest.mark.parametrize("offered", ["14+238", "(none)"])
def test_system_with_an_older_postgresql_gets_the_projects_own(offered):
    assert ask(postgis=False, bin="", offered=offered) == [
        "postgresql-common ca-certificates",
        "as_root /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y",
        "postgresql-17",
        "postgresql-17-postgis-3",
    ]


@pytest.mark.parametrize("name", ["setup.sh", "system.sh", "python.sh", "web.sh", "lock.sh", "npm.sh"])
def test_script_is_valid_bash(name):
    assert subprocess.run(["bash", "-n", ROOT / "ops" / "bootstrap" / name], check=False).returncode == 0

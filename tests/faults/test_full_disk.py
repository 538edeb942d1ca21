"""The database's disk is full, then has room again: a small tmpfs, a ballast file, PostgreSQL on it."""

import os
import subprocess

import pytest

from ops.errors import ServiceError
from ops.faults.theatre import Cast, Theatre
from ops.homes import home_for
from tests.support.accounts_of_faults import end_foreign
from tests.support.ingest_world import Store, wait_for

pytestmark = [pytest.mark.services, pytest.mark.faults_long]

DISK_MB = 200
ROOM_LEFT_BYTES = 1_500_000


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder whose PostgreSQL lives on a small file system of its own."""
    folder = tmp_path / "full"
    home = home_for(folder, "postgres")
    home.make()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(home.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        home.remove()
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    home.own(home.path)
    yield folder, home.path
    subprocess.run(["umount", "--lazy", str(home.path)], check=False)
    home.remove()


def fill(disk):
    """Leave almost nothing on a disk; return the ballast."""
    ballast = disk / "ballast"
    space = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, space.f_bavail * space.f_frsize - ROOM_LEFT_BYTES)
    return ballast


def revive(theatre):
    """Do what a supervisor does with a server that ended: start it, again and again."""
    if not theatre.database.pids:
        theatre.relaunch_database()


def test_a_full_disk_stops_acknowledgements_and_loses_nothing(small_disk):
    """Nothing acknowledged without a row while the disk is full; when it has room all goes on by itself."""
    folder, disk = small_disk
    with Theatre(folder, Cast.of(phones=4, trackers=4), throwaway=True) as theatre:
        theatre.start_ingester()
        theatre.await_ready()
        theatre.start_foreign_press(40.0, begins_s=1_760_000_000)
        store = Store(theatre.database_url)
        wait_for(lambda: store.fixes() > 100, what="fixes while there is room")
        ballast = fill(disk)
        wait_for(lambda: not theatre.ready(), timeout_s=120, what="an ingester that says it is not ready")
        assert "No space left on device" in theatre.database.log.read_text()
        ballast.unlink()

        def back():
            try:
                revive(theatre)
            except ServiceError:
                return False
            return theatre.ready()

        wait_for(back, timeout_s=60, what="a ready ingester")
        stored = store.fixes()
        wait_for(lambda: store.fixes() > stored + 50, what="fixes after the disk was full")
        account = end_foreign(theatre)
        assert account.quarantined == 0

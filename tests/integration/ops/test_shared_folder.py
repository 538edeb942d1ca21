"""Services hold their folder together, through the program that they become, until the last one ends."""

import subprocess
import sys

import pytest

from ops.errors import AlreadyRunningError
from ops.folder import DataFolder
from tests.support.waiting import wait_until

_BECOME = (
    "import os, sys; from pathlib import Path; from ops.folder import DataFolder;"
    "DataFolder(Path(sys.argv[1])).share(); os.execvp('sleep', ['sleep', '600'])"
)


@pytest.fixture
def service(tmp_path):
    """Run a service that has become another program."""
    with subprocess.Popen([sys.executable, "-c", _BECOME, str(tmp_path)]) as process:
        wait_until(lambda: _program(process.pid) == "sleep")
        yield process
        process.kill()


def _program(pid):
    return subprocess.run(
        ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()


def test_nobody_gets_the_folder_alone_while_a_service_runs(tmp_path, service):
    folder = DataFolder(tmp_path)
    with pytest.raises(AlreadyRunningError, match=r"systemctl stop siangsa\.target"), folder.held():
        pass
    # a second service joins
    folder.share()


def test_folder_is_free_when_its_services_have_ended(tmp_path, service):
    service.kill()
    with DataFolder(tmp_path).held(patience_s=30):
        assert (tmp_path / "logs").is_dir()

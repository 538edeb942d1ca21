"""The data folder: one holder, one kind, choices and secrets that stay."""

import json
import subprocess
import sys

import psutil
import pytest

from ops.children import Child, Command, start
from ops.errors import AlreadyRunningError, StackError
from ops.folder import DataFolder


def test_folder_is_held_by_one_at_a_time(tmp_path):
    with (
        DataFolder(tmp_path).held(),
        pytest.raises(AlreadyRunningError, match=str(tmp_path)),
        DataFolder(tmp_path).held(),
    ):
        pass
    with DataFolder(tmp_path).held():
        pass


def test_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StackError, match="cannot be used"), DataFolder(tmp_path / "file" / "data").held():
        pass


def test_demo_and_office_never_share_a_folder(tmp_path):
    folder = DataFolder(tmp_path)
    folder.settle_kind("office")
    folder.settle_kind("office")
    with pytest.raises(StackError, match="belongs to the office"):
        folder.settle_kind("demo")


def test_what_is_chosen_once_is_kept(tmp_path):
    DataFolder(tmp_path).choose("port", 8123)
    assert DataFolder(tmp_path).choice("port") == 8123
    assert DataFolder(tmp_path).choice("other") is None


def test_secret_is_made_once_and_closed_to_others(tmp_path):
    assert DataFolder(tmp_path).secret("sign-in", "first") == "first"
    assert DataFolder(tmp_path).secret("sign-in", "second") == "first"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_fresh_start_leaves_nothing_but_the_lock(tmp_path):
    folder = DataFolder(tmp_path)
    with folder.held():
        folder.choose("port", 1)
        (tmp_path / "spools").mkdir()
        (tmp_path / "spools" / "dt-01.sqlite").write_text("")
        folder.clear()
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["lock", "logs"]


def test_programs_of_a_killed_holder_are_ended_at_the_next_start(tmp_path):
    child = start(sleeper(tmp_path))
    folder = DataFolder(tmp_path)
    with folder.held():
        folder.note_children([child])
    with folder.held():
        assert not psutil.pid_exists(child.pid)
    child.process.wait()


def test_stranger_with_a_reused_process_id_is_left_alone(tmp_path):
    child = start(sleeper(tmp_path))
    born = psutil.Process(child.pid).create_time()
    folder = DataFolder(tmp_path)
    (tmp_path / "children.json").write_text(
        json.dumps({"children": [{"pid": child.pid, "since": born - 60}]})
    )
    with folder.held():
        assert child.running()
    child.stop()


def test_child_that_has_ended_already_is_no_trouble(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    folder = DataFolder(tmp_path)
    with folder.held():
        folder.note_children([Child(sleeper(tmp_path), process)])
    with folder.held():
        assert not (tmp_path / "children.json").exists()


def sleeper(tmp_path):
    return Command("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "sleeper.log")

"""Root acts as the owner of a system's folder; anybody else is told to use sudo."""

import os
import pwd

import pytest

from ops import acting
from ops.errors import StackError

OWNER = 4711


@pytest.fixture
def became(monkeypatch):
    """Pretend to be somebody, and note whom we become."""
    found = []
    monkeypatch.setattr(os, "initgroups", lambda *_: None)
    monkeypatch.setattr(os, "setgid", lambda _gid: None)
    monkeypatch.setattr(os, "setuid", found.append)
    monkeypatch.setattr(acting, "_name", lambda uid: f"user-{uid}")
    monkeypatch.setenv("HOME", "/root")
    return found


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Give the folder of an office that belongs to `OWNER`."""
    (tmp_path / "stack.json").write_text("{}")
    honest = os.stat_result

    class Folder(type(tmp_path)):
        def stat(self, **_):
            return honest((0o100600, 0, 0, 1, OWNER, OWNER, 2, 0, 0, 0))

    return Folder(tmp_path)


def test_root_becomes_the_owner(office, became, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    acting.act_as_owner(office, ("account", "list"))
    assert became == [OWNER]
    assert os.environ["HOME"] == str(office)


@pytest.mark.parametrize("command", [("init",), ("service", "install"), ("service", "remove")])
def test_what_makes_or_hands_over_a_system_stays_root(office, became, monkeypatch, command):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    acting.act_as_owner(office, command)
    assert became == []


def test_another_user_is_told_whose_it_is(office, became, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: OWNER + 1)
    with pytest.raises(StackError, match=r"belongs to user-4711: put sudo before"):
        acting.act_as_owner(office, ("account", "list"))


def test_whoever_may_not_enter_the_folder_is_told_to_use_sudo(tmp_path, became):
    class Closed(type(tmp_path)):
        def stat(self, **_):
            raise PermissionError

    with pytest.raises(StackError, match="put sudo before the command"):
        acting.act_as_owner(Closed(tmp_path), ("account", "list"))


def test_folder_of_no_system_changes_nobody(tmp_path, became):
    acting.act_as_owner(tmp_path, ("up",))
    acting.act_as_owner(None, ("up",))
    assert became == []


def test_unknown_owner_is_one_sentence(monkeypatch):
    def unknown(_uid):
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    with pytest.raises(StackError, match="user 4711"):
        acting._name(OWNER)

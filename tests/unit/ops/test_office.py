"""A new office keeps its ports, shows its password once, and takes no folder that is not empty."""

import json
import os

import pytest

from data.store.passwords import verify_password
from ops.console import named_folder
from ops.environment import forget_empty, read_env
from ops.errors import StackError
from ops.folder import DataFolder
from ops.office import FIRST_ACCOUNT_FILE, Founding, demand_public_url, found
from ops.office_env import OFFICE_ENV, adopt_office


@pytest.fixture(autouse=True)
def ports(monkeypatch):
    """Say that every usual port is free: this machine's do not matter here."""
    monkeypatch.setattr("ops.office.is_free", lambda _port: True)
    monkeypatch.setattr("ops.ports.is_free", lambda *_: True)


def test_password_is_shown_once_and_only_its_hash_is_kept(tmp_path):
    founded = found(tmp_path / "office", Founding("budi"))
    kept = [path.read_text() for path in founded.folder.rglob("*") if path.is_file()]
    assert founded.password in founded.as_text()
    assert not any(founded.password in text for text in kept)
    account = json.loads((founded.folder / FIRST_ACCOUNT_FILE).read_text())
    assert account["username"] == "budi"
    assert verify_password(founded.password, account["password_hash"])


def test_ports_are_chosen_once_and_stand_in_the_settings(tmp_path):
    founded = found(tmp_path / "office", Founding("budi", port=8123))
    settings = read_env(founded.folder / OFFICE_ENV)
    assert founded.port == 8123
    assert settings["SIANGSA_OPS_PORT"] == "8123"
    assert settings["SIANGSA_INGEST_HTTP_PORT"] == "8090"
    assert json.loads((founded.folder / "mosquitto.json").read_text())["tls"] == 8883
    assert DataFolder(founded.folder).choice("kind") == "office"


def test_nobody_else_may_look_into_the_folder(tmp_path):
    folder = found(tmp_path / "office", Founding("budi")).folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / OFFICE_ENV).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("made", "said"),
    [({"stack.json": '{"kind": "demo"}'}, "is a system's folder already"), ({"notes.txt": ""}, "not empty")],
)
def test_folder_that_holds_something_is_refused(tmp_path, made, said):
    for name, text in made.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(StackError, match=said):
        found(tmp_path, Founding("budi"))
    assert {path.name for path in tmp_path.iterdir()} == set(made)


@pytest.mark.parametrize(
    "url", ["ftp://x", "sampah.go.id", "https://", "https://x.go.id/peta", "https://x?a"]
)
def test_address_that_links_cannot_begin_with_is_refused(url):
    with pytest.raises(StackError, match="no public address"):
        demand_public_url(url)


def test_named_addresses_stand_in_the_settings_and_others_as_comments(tmp_path):
    named = found(tmp_path / "a", Founding("budi", public_url="https://x.go.id", lan="auto")).folder
    silent = found(tmp_path / "b", Founding("budi")).folder
    assert read_env(named / OFFICE_ENV)["SIANGSA_PUBLIC_URL"] == "https://x.go.id"
    assert read_env(named / OFFICE_ENV)["SIANGSA_OPS_LAN"] == "auto"
    assert not {"SIANGSA_PUBLIC_URL", "SIANGSA_OPS_LAN"} & set(read_env(silent / OFFICE_ENV))


def test_settings_of_the_office_hold_unless_the_environment_says_otherwise(tmp_path, monkeypatch):
    (tmp_path / OFFICE_ENV).write_text("SIANGSA_ZONE=Asia/Makassar\nSIANGSA_OPS_PORT=8123\n")
    monkeypatch.setenv("SIANGSA_OPS_PORT", "9000")
    monkeypatch.setenv("SIANGSA_ZONE", "")
    adopt_office(tmp_path)
    assert (os.environ["SIANGSA_ZONE"], os.environ["SIANGSA_OPS_PORT"]) == ("Asia/Makassar", "9000")


def test_setting_that_is_an_empty_text_says_nothing(monkeypatch):
    monkeypatch.setenv("SIANGSA_PUBLIC_URL", "")
    monkeypatch.setenv("SIANGSA_OPS_LAN", "auto")
    forget_empty()
    assert "SIANGSA_PUBLIC_URL" not in os.environ
    assert os.environ["SIANGSA_OPS_LAN"] == "auto"


@pytest.mark.parametrize("arguments", [["--data", "/srv/x"], ["run", "api", "--data=/srv/x"]])
def test_folder_is_found_among_the_arguments(arguments):
    assert str(named_folder(arguments)) == "/srv/x"
    assert named_folder(["--lan", "--data"]) is None

"""The console script, its environment files, and who may do what at the broker."""

import os
import sys
from importlib.metadata import EntryPoint

import pytest

from ops import console
from ops.accounts import acl_text, device_account, fleet_accounts, ingest_account
from ops.environment import adopt_running_stack, apply_defaults, read_env, write_env


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["siangsa", *arguments])
    console.main()
    return capsys.readouterr().out


def test_overview_names_every_command_and_survives_a_broken_one(monkeypatch, capsys):
    broken = EntryPoint("broken", "no.such.module:app", console.GROUP)
    known = console.commands() | {"broken": broken}
    monkeypatch.setattr(console, "commands", lambda: known)
    text = run(monkeypatch, capsys)
    assert "  up " in text
    assert "broken     (cannot be loaded: No module named 'no')" in text


def test_version_is_told(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "--version").startswith("siangsa ")


def test_unknown_command_is_one_sentence(monkeypatch, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, capsys, "fly")
    assert "there is no command 'fly'" in capsys.readouterr().err


def test_broken_command_is_one_sentence(monkeypatch, capsys):
    broken = EntryPoint("broken", "ops.console:nothing", console.GROUP)
    monkeypatch.setattr(console, "commands", lambda: {"broken": broken})
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, capsys, "broken")
    assert "the command 'broken' cannot be loaded" in capsys.readouterr().err


def test_env_file_is_read_as_written_and_closed_to_others(tmp_path):
    path = tmp_path / "stack.env"
    write_env(path, {"SIANGSA_A": "1=2", "SIANGSA_B": ""})
    assert read_env(path) == {"SIANGSA_A": "1=2", "SIANGSA_B": ""}
    assert path.stat().st_mode & 0o077 == 0


def test_comments_and_quotes_of_an_env_file_are_understood(tmp_path):
    (tmp_path / ".env").write_text("# SIANGSA_X=1\n\nSIANGSA_Y = 'two words'\n")
    assert read_env(tmp_path / ".env") == {"SIANGSA_Y": "two words"}


def test_environment_wins_over_files(monkeypatch):
    monkeypatch.setenv("SIANGSA_A", "mine")
    monkeypatch.setenv("SIANGSA_B", "")
    apply_defaults({"SIANGSA_A": "theirs", "SIANGSA_B": "filled"})
    assert os.environ["SIANGSA_A"] == "mine"
    assert os.environ["SIANGSA_B"] == "filled"


def test_command_finds_the_running_stack(tmp_path, monkeypatch):
    write_env(tmp_path / "stack.env", {"SIANGSA_DATABASE_URL": "postgresql://running"})
    monkeypatch.setenv("SIANGSA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SIANGSA_DATABASE_URL", "")
    adopt_running_stack()
    assert os.environ["SIANGSA_DATABASE_URL"] == "postgresql://running"


def test_rights_are_written_out_per_account_without_patterns():
    text = acl_text([device_account("dt-01"), ingest_account()])
    assert "pattern" not in text
    assert text.split("\n\n")[0].splitlines() == [
        "user dt-01",
        "topic read fleet/dt-01/receipt",
        "topic read fleet/dt-01/route",
        "topic write fleet/dt-01/fix",
        "topic write fleet/dt-01/past",
        "topic write fleet/dt-01/event",
    ]


def test_given_out_passwords_are_kept_and_others_made():
    accounts = {account.name: account for account in fleet_accounts(["dt-01", "dt-02"], {"dt-01": "known"})}
    assert accounts["dt-01"].password == "known"
    assert len(accounts["dt-02"].password) >= 20
    assert "known" not in repr(accounts["dt-01"])


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["routing"], False),
        (["routing", "--short", "--out", "docs/benchmarks.md"], False),
        (["routing", "roads", "--short"], False),
        (["ingest", "a.vrp"], False),
        (["--short", "routing"], False),
        ([], False),
        (["routing", "a.vrp"], True),
        (["routing", "--engine", "auto", "--out=r.json", "a.vrp"], True),
        (["routing", "--help"], True),
    ],
)
def test_a_bench_called_with_files_is_the_rooms_own(arguments, files):
    bench = console.file_bench(arguments)
    assert (bench is not None) == files

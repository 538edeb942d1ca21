"""The file of a backup appears whole or not at all, and says when it is not as it was written."""

import fcntl
import json
import os
import stat
import zipfile
from datetime import UTC, datetime

import pytest

from data.store.backup import archive, folder, tools
from data.store.backup.errors import BackupError, DamagedBackupError
from data.store.backup.manifest import DatabasePart, Manifest, RoadsPart, TableSum

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def a_manifest(members):
    database = DatabasePart("15.1", 15, "0001", {}, ("public",), {"public.x": TableSum(2, "7")}, {}, ())
    return Manifest(archive_format(), "0.1.0", NOW, database, RoadsPart((), None, ()), (), members)


def archive_format():
    return 1


def write(path, **content):
    with archive.writing(path) as out:
        for name, text in content.items():
            out.add(name, iter([text]), compress=name.startswith("c"))
        out.finish(a_manifest(out.members))


def check(path):
    with archive.reading(path) as backup:
        backup.check(lambda _: None)
        return backup.manifest


def test_what_was_written_is_read(tmp_path):
    path = tmp_path / "a.siangsa"
    write(path, dump=b"rows" * 1000, code=b"words" * 1000)
    manifest = check(path)
    assert manifest.database.tables == {"public.x": TableSum(2, "7")}
    assert manifest.made_at == NOW
    with archive.reading(path) as backup:
        assert b"".join(backup.read("dump", lambda _: None)) == b"rows" * 1000


def test_only_the_owner_may_read_it(tmp_path):
    write(tmp_path / "a.siangsa", dump=b"secret")
    assert stat.S_IMODE((tmp_path / "a.siangsa").stat().st_mode) == 0o600


def test_an_existing_file_is_not_written_over(tmp_path):
    path = tmp_path / "a.siangsa"
    path.write_text("precious")
    with pytest.raises(BackupError, match="exists already"):
        write(path, dump=b"x")
    assert path.read_text() == "precious"


@pytest.mark.parametrize("error", [KeyboardInterrupt, BackupError, OSError])
def test_a_failure_in_the_middle_leaves_nothing(tmp_path, error):
    def breaks():
        yield b"x" * 3_000_000
        raise error

    with pytest.raises((KeyboardInterrupt, BackupError)), archive.writing(tmp_path / "a.siangsa") as out:
        out.add("dump", breaks())
    assert list(tmp_path.iterdir()) == []


def test_the_part_of_a_killed_writer_is_removed_and_that_of_a_living_one_is_not(tmp_path):
    dead, living = tmp_path / ".dead.siangsa.part", tmp_path / ".living.siangsa.part"
    dead.write_bytes(b"x")
    with living.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        write(tmp_path / "a.siangsa", dump=b"x")
        with pytest.raises(BackupError, match=r"living\.siangsa is under way"):
            write(tmp_path / "living.siangsa", dump=b"x")
    assert {path.name for path in tmp_path.iterdir()} == {"a.siangsa", living.name}


def test_a_changed_byte_is_found_and_named(tmp_path):
    path = tmp_path / "a.siangsa"
    write(path, dump=b"rows" * 1000)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"rowsrows") + 9] ^= 1
    path.write_bytes(raw)
    with pytest.raises(DamagedBackupError, match="dump"):
        check(path)


def test_a_compressed_member_that_is_damaged_is_found(tmp_path):
    path = tmp_path / "a.siangsa"
    write(path, code=os.urandom(5000))
    raw = bytearray(path.read_bytes())
    raw[1000:1100] = bytes(100)
    path.write_bytes(raw)
    with pytest.raises(DamagedBackupError, match="code"):
        check(path)


@pytest.mark.parametrize("keep", [0, 10, 500, -30])
def test_a_file_that_was_cut_short_is_no_backup(tmp_path, keep):
    path = tmp_path / "a.siangsa"
    write(path, dump=b"rows" * 1000)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedBackupError, match="cut short"):
        check(path)


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(BackupError, match="cannot be read: No such file"):
        check(tmp_path / "nothing")


def test_any_other_zip_is_no_backup(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as other:
        other.writestr("letter.txt", "dear")
    with pytest.raises(DamagedBackupError, match="no backup of Siangsa"):
        check(tmp_path / "a.zip")


def rewritten(path, change, extra=None):
    """Write a backup whose manifest `change` has changed, and with another member."""
    manifest = json.loads(a_manifest({}).text())
    change(manifest)
    with zipfile.ZipFile(path, "w") as file:
        if extra:
            file.writestr(extra, "x")
        file.writestr("manifest.json", json.dumps(manifest))


def test_a_newer_layout_is_refused_with_the_version_that_made_it(tmp_path):
    rewritten(tmp_path / "a", lambda manifest: manifest.update(format=2, program="9.0"))
    with pytest.raises(BackupError, match=r"newer Siangsa \(9\.0"):
        check(tmp_path / "a")


def test_a_manifest_that_lacks_a_part_is_damage(tmp_path):
    rewritten(tmp_path / "a", lambda manifest: manifest["database"].pop("tables"))
    with pytest.raises(DamagedBackupError, match="manifest is damaged"):
        check(tmp_path / "a")


@pytest.mark.parametrize("name", ["folder/../../etc/passwd", "/etc/passwd", "unknown"])
def test_a_member_that_does_not_belong_there_is_refused(tmp_path, name):
    sums = {"bytes": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}

    def change(manifest):
        manifest["members"] = {} if name == "unknown" else {name: sums}

    rewritten(tmp_path / "a", change, extra=name)
    with pytest.raises(DamagedBackupError, match="does not belong"):
        check(tmp_path / "a")


def test_settings_and_secrets_are_packed_and_what_is_made_anew_is_not(tmp_path):
    for name in ("stack.json", "signing-secret", "tls/ca.key", "logs/api.log", "postgres.json", "lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / ".secrets.json.new").write_text("half")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "old.siangsa").write_text("old")
    names = {path.relative_to(tmp_path).as_posix() for path in folder.settings_files(tmp_path)}
    assert names == {"stack.json", "signing-secret", "tls/ca.key"}


def test_the_tools_of_another_major_are_not_used(monkeypatch, tmp_path):
    monkeypatch.setattr(tools, "installed", lambda name: {14: tmp_path, 17: tmp_path / name})
    assert tools.find_tool("pg_dump", 17) == tmp_path / "pg_dump"
    with pytest.raises(BackupError, match=r"PostgreSQL 16, so pg_dump 16 is needed; installed: 14, 17"):
        tools.find_tool("pg_dump", 16)


def test_no_password_stands_on_a_command_line_and_no_foreign_variable_leads_astray(monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    url = "postgresql+psycopg://siangsa:hush@127.0.0.1:5433/office"
    assert "hush" not in " ".join(tools._where(url))
    assert "port=5433" in " ".join(tools._where(url))
    environment = tools._environment(url)
    assert environment["PGPASSWORD"] == "hush"
    assert "PGHOST" not in environment

"""P14: a backup restored into an empty system is equal to it; whatever is wrong changes nothing."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest

from data.store.backup import restore as restoring
from data.store.backup import tools
from data.store.backup.archive import reading
from data.store.backup.dump import dump
from data.store.backup.errors import BackupError, DamagedBackupError
from data.store.backup.restore import Places, differences, restore, verify
from tests.integration.data.test_migrations import fill
from tests.support.waiting import wait_until

pytestmark = pytest.mark.services
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
EVERYTHING = (
    "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'v', 'S') and not exists"
    " (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
)


def silent(_line):
    pass


def rows(url, query, *values):
    with psycopg.connect(url) as db:
        return db.execute(query, values).fetchall()


def execute(url, query, *values):
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(query, values)


@pytest.fixture(scope="module")
def office(databases, migrated_template, tmp_path_factory):
    """Give an office: a row in every table, roads, settings and secrets; only to be read."""
    folder = tmp_path_factory.mktemp("office")
    roads = folder / "roads" / "feedface"
    (roads / "osrm" / "truck").mkdir(parents=True)
    (roads / "snapshot.json").write_text("{}")
    (roads / "osrm" / "truck" / "network.osrm").write_bytes(bytes(range(256)) * 400)
    (roads / "variants" / "truck").mkdir(parents=True)
    (roads / "variants" / "truck" / "closed").write_text("made anew")
    (folder / "secrets.json").write_text('{"mqtt:ingest": "hush"}')
    (folder / "tls").mkdir()
    (folder / "tls" / "ca.key").write_text("key")
    url = databases.create(migrated_template)
    fill(url)
    execute(url, "update road_snapshot set folder = %s", str(roads))
    yield url, folder
    databases.drop(url)


@pytest.fixture(scope="module")
def backup(office, tmp_path_factory):
    """Give a backup of the office; only to be read."""
    url, folder = office
    path = tmp_path_factory.mktemp("backup") / "office.siangsa"
    dump(url, path, data_dir=folder, now=NOW, tell=silent)
    return path


@pytest.fixture
def places(empty_database_url, tmp_path):
    return Places(empty_database_url, tmp_path / "new" / "roads", tmp_path / "new")


def test_a_restored_system_is_equal_in_rows_content_roads_settings_and_secrets(backup, office, places):
    done = restore(backup, places, silent)
    url, folder = office
    counted = {name: table.rows for name, table in done.manifest.database.tables.items()}
    for name, count in counted.items():
        for place in (url, places.url):
            assert rows(place, f"select count(*) from only {name}") == [(count,)], name
    assert counted["public.fix_2026_11"] == 1
    assert counted["queue.procrastinate_jobs"] == 1
    for name in ("secrets.json", "tls/ca.key"):
        assert (places.data_dir / name).read_bytes() == (folder / name).read_bytes()
        assert stat.S_IMODE((places.data_dir / name).stat().st_mode) == 0o600
    network = places.roads_dir / "feedface" / "osrm" / "truck" / "network.osrm"
    assert network.read_bytes() == bytes(range(256)) * 400
    assert not (places.roads_dir / "feedface" / "variants").exists()
    assert rows(places.url, "select folder from road_snapshot") == [(str(network.parents[2]),)]


def test_a_restored_system_takes_new_rows_and_jobs(backup, places):
    restore(backup, places, silent)
    taken = rows(places.url, "select max(id) from audit")[0][0]
    execute(
        places.url,
        "insert into audit (at, account, action, entity, entity_id) values (now(), 'x', 'x', 'x', '1')",
    )
    assert rows(places.url, "select max(id) from audit")[0][0] > taken
    defer = (
        "select queue.procrastinate_defer_jobs_v1(array[row('q', 't', 0, null, null, '{}', null)"
        "::queue.procrastinate_job_to_defer_v1])"
    )
    with psycopg.connect(places.url, options="-c search_path=queue,public") as db:
        assert db.execute(defer).fetchone()


def test_a_dump_of_a_restored_system_has_the_same_sums(backup, places, tmp_path):
    first = restore(backup, places, silent).manifest.database
    again = dump(places.url, tmp_path / "again.siangsa", data_dir=None, now=NOW, tell=silent)
    second = again.manifest.database
    # where the roads lie has changed
    differing = {name for name in first.tables if first.tables[name] != second.tables[name]}
    assert differing == {"public.road_snapshot"}
    assert second.objects == first.objects


def test_what_is_written_during_a_dump_is_not_in_it_and_spoils_no_sum(databases, office, places, tmp_path):
    url = databases.create(office[0])
    writes, enough = threading.Event(), threading.Event()

    def write():
        with psycopg.connect(url, autocommit=True) as db:
            while not enough.is_set():
                db.execute("insert into quarantine (received_at, topic, reasons, detail, raw)"
                           " values (now(), 'x', '{bad}', '', '')")  # fmt: skip
                db.execute("update device_tally set received = received + 1")
                writes.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert writes.wait(30)
        made = dump(url, tmp_path / "busy.siangsa", data_dir=None, now=NOW, tell=silent)
    finally:
        enough.set()
        writer.join()
    dumped = made.manifest.database.tables["public.quarantine"].rows
    assert dumped < rows(url, "select count(*) from quarantine")[0][0]
    restore(made.path, places, silent)
    assert rows(places.url, "select count(*) from quarantine") == [(dumped,)]
    databases.drop(url)


def test_rights_of_other_roles_come_back_where_the_role_exists(databases, postgres, office, places, tmp_path):
    url = databases.create(office[0])
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        for role in ("laporan", "tamu"):
            admin.execute(f"drop role if exists {role}")
            admin.execute(f"create role {role}")
    execute(url, "grant select on village to laporan, tamu")
    made = dump(url, tmp_path / "rights.siangsa", data_dir=None, now=NOW, tell=silent)
    databases.drop(url)
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute("drop role tamu")
    done = restore(made.path, places, silent)
    assert done.roles == {"tamu"}
    assert rows(places.url, "select has_table_privilege('laporan', 'village', 'select')") == [(True,)]
    assert rows(places.url, "select has_table_privilege('laporan', 'account', 'select')") == [(False,)]


@contextmanager
def nothing_changes(places, *, database=True):
    """Expect a refusal that leaves database and folders as they are."""
    before = rows(places.url, EVERYTHING) if database else []
    yield
    assert (rows(places.url, EVERYTHING) if database else []) == before
    assert not places.roads_dir.exists()
    assert not (places.data_dir / "secrets.json").exists()


def test_a_database_that_is_not_empty_is_refused(backup, database_url, places):
    full = Places(database_url, places.roads_dir, places.data_dir)
    with nothing_changes(full), pytest.raises(BackupError, match="not empty: it holds"):
        restore(backup, full, silent)


def test_a_folder_with_secrets_of_its_own_is_refused(backup, places):
    (places.data_dir / "tls").mkdir(parents=True)
    (places.data_dir / "tls" / "ca.key").write_text("mine")
    with nothing_changes(places), pytest.raises(BackupError, match="a system of its own"):
        restore(backup, places, silent)
    assert (places.data_dir / "tls" / "ca.key").read_text() == "mine"


def test_a_damaged_file_is_refused_before_anything_is_touched(backup, places, tmp_path):
    damaged = tmp_path / "damaged.siangsa"
    raw = bytearray(backup.read_bytes())
    raw[len(raw) // 2] ^= 255
    damaged.write_bytes(raw)
    with nothing_changes(places), pytest.raises(DamagedBackupError, match="is damaged"):
        restore(damaged, places, silent)
    with pytest.raises(DamagedBackupError, match="is damaged"):
        verify(damaged, silent)


def test_a_backup_of_a_newer_siangsa_is_refused(backup, places, monkeypatch):
    monkeypatch.setattr(restoring.migrate, "revisions", lambda: frozenset({"0001"}))
    with nothing_changes(places), pytest.raises(BackupError, match=r"made by a newer Siangsa .*revision 00"):
        restore(backup, places, silent)


def test_a_backup_of_a_newer_server_is_refused(backup, places, monkeypatch):
    monkeypatch.setattr(restoring.Connection, "info", property(lambda _: OlderServer()))
    with nothing_changes(places), pytest.raises(BackupError, match=r"this server is 9: it needs \d+ or"):
        restore(backup, places, silent)


class OlderServer:
    server_version = 90400
    dbname = "old"


def test_tools_of_another_version_are_a_sentence(office, backup, places, monkeypatch, tmp_path):
    monkeypatch.setattr(tools, "installed", lambda _name: {})
    with (
        nothing_changes(places),
        pytest.raises(BackupError, match=r"pg_restore .* is needed; installed: none"),
    ):
        restore(backup, places, silent)
    with pytest.raises(BackupError, match=r"pg_dump .* is needed"):
        dump(office[0], tmp_path / "x.siangsa", data_dir=None, now=NOW, tell=silent)
    assert not (tmp_path / "x.siangsa").exists()


@pytest.mark.parametrize("when", ["differences", "_fill"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, BackupError])
def test_a_restore_that_ends_early_leaves_the_database_empty(backup, places, monkeypatch, when, error):
    def breaks(*_):
        raise error

    monkeypatch.setattr(restoring, when, breaks)
    with nothing_changes(places), pytest.raises(error):
        restore(backup, places, silent)


def test_content_that_differs_is_found_and_the_restore_undone(backup, places, monkeypatch):
    fill_truly = restoring._fill

    def fill_and_spoil(archive, url, *rest):
        fill_truly(archive, url, *rest)
        execute(url, "update village set name = 'Kosong' where code = '33.20.07.2011'")

    monkeypatch.setattr(restoring, "_fill", fill_and_spoil)
    with (
        nothing_changes(places),
        pytest.raises(DamagedBackupError, match=r"public\.village: 195 rows here, .* other content"),
    ):
        restore(backup, places, silent)


def test_differences_name_rows_objects_and_sequences(backup, places):
    wanted = restore(backup, places, silent).manifest.database
    execute(places.url, "delete from audit")
    execute(places.url, "drop index ix_backup_run_began_at")
    execute(places.url, "select setval('visit_id_seq', 1, false)")
    execute(places.url, "update visit set id = 7 where id = (select min(id) from visit)")
    said = " ".join(differences(wanted, places.url, silent))
    assert "public.audit: 0 rows here, 1 in the backup" in said
    assert f"{wanted.objects['indexes'] - 1} indexes here" in said
    assert "the sequence public.visit_id_seq stands below its rows" in said


def test_a_database_that_is_not_there_is_made_and_gone_again_when_it_fails(
    databases, postgres, backup, places, monkeypatch
):
    url = postgres.url.rsplit("/", 1)[0] + "/made_by_restore"
    new = Places(url, places.roads_dir, places.data_dir)
    with monkeypatch.context() as broken:
        broken.setattr(restoring, "_fill", lambda *_: (_ for _ in ()).throw(BackupError("no")))
        with nothing_changes(new, database=False), pytest.raises(BackupError):
            restore(backup, new, silent)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
    restore(backup, new, silent)
    assert rows(url, "select count(*) from village") == [(195,)]
    databases.drop(url)


def test_roads_that_are_there_already_are_used(backup, places):
    snapshot = places.roads_dir / "feedface"
    snapshot.mkdir(parents=True)
    (snapshot / "snapshot.json").write_text("mine")
    restore(backup, places, silent)
    assert (snapshot / "snapshot.json").read_text() == "mine"


def test_an_empty_database_has_nothing_to_back_up(empty_database_url, tmp_path):
    with pytest.raises(BackupError, match="no tables of Siangsa"):
        dump(empty_database_url, tmp_path / "x.siangsa", data_dir=None, now=NOW, tell=silent)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_a_sentence_without_a_password(tmp_path):
    with pytest.raises(BackupError, match="cannot be read: ") as refusal:
        dump("postgresql://a:hush@127.0.0.1:9/x", tmp_path / "x", data_dir=None, now=NOW, tell=silent)
    assert "hush" not in str(refusal.value)


@pytest.fixture
def tiny_disk(tmp_path):
    """Give a folder on a file system with room for 100 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=False)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(office, tiny_disk):
    url, folder = office
    with pytest.raises(BackupError, match=f"the disk of {tiny_disk} is full"):
        dump(url, tiny_disk / "x.siangsa", data_dir=folder, now=NOW, tell=silent)
    assert list(tiny_disk.iterdir()) == []
    # all its room is there again
    (tiny_disk / "x").write_bytes(b"x" * 90_000)


def test_a_full_disk_under_the_roads_leaves_database_and_disk_empty(backup, places, tiny_disk):
    full = Places(places.url, tiny_disk / "roads", places.data_dir)
    with pytest.raises(BackupError, match="is full"):
        restore(backup, full, silent)
    assert rows(places.url, EVERYTHING) == []
    assert list(tiny_disk.iterdir()) == []


def test_a_dump_that_is_interrupted_leaves_neither_file_nor_session(databases, office, tmp_path):
    url = databases.create(office[0])
    environment = {**os.environ, "SIANGSA_DATABASE_URL": url, "SIANGSA_DATA_DIR": str(office[1])}
    with psycopg.connect(url) as holder:
        # pg_dump and the counting wait for this table
        holder.execute("lock table audit in access exclusive mode")
        command = [sys.executable, "-m", "data.store", "dump", str(tmp_path / "x.siangsa")]
        running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        wait_until(lambda: sessions_of(url) >= 3)
        assert (tmp_path / ".x.siangsa.part").exists()
        # not SIGINT: who starts the tests in the background has them ignore it; the command takes both alike
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=30)
        assert running.returncode == 130, said
        assert said.splitlines()[-1] == "siangsa db: stopped; nothing was kept"
        assert "Traceback" not in said
        assert list(tmp_path.iterdir()) == []
        wait_until(lambda: sessions_of(url) == 1)
    databases.drop(url)


def sessions_of(url):
    """Return how many sessions are on the database of `url`, this one left out."""
    query = "select count(*) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
    return rows(url, query, url.rsplit("/", 1)[1])[0][0]


def test_a_backup_names_its_parts_and_its_moment(backup):
    with reading(backup) as archive:
        said = json.loads(archive.manifest.text())
    assert said["made_at"] == NOW.isoformat()
    assert said["folder"] == ["secrets.json", "tls/ca.key"]
    assert said["roads"] == {"current": "feedface", "inside": ["feedface"], "missing": []}
    assert {"postgis", "btree_gist"} <= said["database"]["extensions"].keys()
    assert "spatial_ref_sys" not in " ".join(said["database"]["tables"])


def test_roads_whose_folder_is_gone_are_named_and_spoil_no_backup(databases, office, tmp_path):
    url = databases.create(office[0])
    execute(url, "update road_snapshot set folder = '/nowhere'")
    made = dump(url, tmp_path / "x.siangsa", data_dir=None, now=NOW, tell=silent)
    assert made.manifest.roads.missing == ("feedface",)
    assert made.manifest.roads.inside == ()
    shutil.rmtree(tmp_path)
    databases.drop(url)

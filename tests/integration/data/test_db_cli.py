"""``siangsa db``: what an office types, what it reads, and the exit code."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from data.store import models
from data.store.cli import app

pytestmark = pytest.mark.services

HEADER = "code,name,village_code,lon,lat\n"
GOOD = "T1,TPS Pasar,33.20.07.2011,110.6911,-6.5198\n"


@pytest.fixture
def run(seeded_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", seeded_url)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "titik.csv"
        path.write_text(text)
        return path

    return write


def test_import_tells_what_it_did(run, write, seeded):
    done = run("import", "points", write(HEADER + GOOD))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "1 titik diimpor: 1 baru, 0 berubah, 0 sama."
    assert seeded.scalar(select(func.count()).select_from(models.CollectionPoint)) == 1


def test_dry_run_says_that_nothing_is_stored(run, write, seeded):
    done = run("import", "points", write(HEADER + GOOD), "--dry-run")
    assert done.exit_code == 0
    assert "tidak ada yang disimpan" in done.stdout
    assert seeded.scalar(select(func.count()).select_from(models.CollectionPoint)) == 0


def test_ignored_headings_and_missing_codes_are_told(run, write):
    run("import", "points", write(HEADER + GOOD + GOOD.replace("T1", "T2").replace("110.69", "110.70")))
    done = run("import", "points", write(HEADER.replace("\n", ",warna\n") + GOOD))
    assert "1 titik tersimpan tidak ada di berkas dan dibiarkan: T2" in done.stdout
    assert "Kolom yang tidak dipakai: warna" in done.stdout


def test_faults_are_listed_with_a_summary_and_exit_code_1(run, write):
    bad = "T2,,33.20.07.2099,-6.5198,110.6911\nT1,B,33.20.07.2011,110.6921,-6.5198\n"
    done = run("import", "points", write(HEADER + GOOD + bad))
    assert done.exit_code == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "baris 3, kolom lon",
        "baris 3, kolom name",
        "baris 3, kolom village_code",
        "baris 4, kolom code",
    ]
    assert "[swapped_coordinates], tertulis: '-6.5198 / 110.6911'" in lines[0]
    assert lines[-1] == "Tidak ada yang diimpor: 4 kesalahan di 2 baris (dari 3)."


def test_unreadable_file_is_one_sentence(run, tmp_path):
    done = run("import", "points", tmp_path / "none.csv")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1


def test_template_has_the_columns_that_the_import_reads(run, write):
    header = run("import", "template").stdout
    assert header.startswith("code,name,village_code,village,kecamatan,lon,lat,")
    done = run("import", "points", write(header + "T1,A,,Jambu,,110.69,-6.52,,,,,,,\n"))
    assert done.exit_code == 0


def test_roads_are_activated_and_shown(run, snapshot):
    done = run("roads", "activate", snapshot)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{snapshot.name} activated: ")
    assert "already active" in run("roads", "activate", snapshot).stdout
    shown = run("roads", "current").stdout
    assert f"{snapshot.name} (synthetic) from test" in shown
    assert str(snapshot) in shown


@pytest.mark.parametrize("words", [("roads", "activate", "/none"), ("roads", "current")])
def test_roads_that_are_not_there_are_one_sentence(run, words):
    done = run(*words)
    assert done.exit_code == 1
    assert done.stderr.startswith("siangsa roads: ")
    assert len(done.stderr.splitlines()) == 1


def test_demo_seed_makes_samples_that_an_import_replaces(run, snapshot, write, seeded):
    run("roads", "activate", snapshot)
    assert "sample points" in run("seed", "--demo", "--day", "2026-11-20").stdout
    assert "titik contoh masih dipakai" in run("import", "points", write(HEADER + GOOD)).stdout
    done = run("import", "points", write(HEADER + GOOD), "--replace-samples")
    assert "titik contoh ditutup" in done.stdout
    still_open = select(models.CollectionPoint.code).where(models.CollectionPoint.valid_to.is_(None))
    assert seeded.scalars(still_open).all() == ["T1"]


def start(url, *words):
    """Run the real program."""
    return subprocess.run(
        [sys.executable, "-m", "data.store", *words],
        env=os.environ | {"SIANGSA_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_database_without_tables_is_one_sentence(empty_database_url, write):
    done = start(empty_database_url, "import", "points", str(write(HEADER + GOOD)))
    assert done.returncode == 1
    assert "siangsa db upgrade" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_database_that_does_not_answer_is_one_sentence_without_the_password(write):
    url = "postgresql://siangsa:s3cret@127.0.0.1:1/siangsa"
    done = start(url, "import", "points", str(write(HEADER + GOOD)))
    assert done.returncode == 1
    assert "cannot reach the database" in done.stderr
    assert "s3cret" not in done.stderr
    assert len(done.stderr.splitlines()) == 1

"""`siangsa db import` and `siangsa db samples` as typed: one line per fault, never a traceback."""

import json

import pytest
from typer.testing import CliRunner

from data.store.cli import app

pytestmark = pytest.mark.services

HEAD = "kode,nama,desa,kecamatan,bujur,lintang"
GOOD = "T1,A,Jambu,Mlonggo,110.6911,-6.5198"


@pytest.fixture
def siangsa(seeded_url, monkeypatch, tmp_path):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", seeded_url)
    file = tmp_path / "tps.csv"

    def run(*lines, command="points", more=()):
        file.write_text("\n".join(lines))
        return CliRunner().invoke(app, ["import", command, str(file), *more])

    return run


def test_faults_are_lines_and_the_good_rows_come_in_with_reject(siangsa, tmp_path):
    bad = "T2,B,Srobiong,Mlonggo,110.69,-6.52"
    refused = siangsa(HEAD, GOOD, bad)
    assert refused.exit_code == 1
    first, last = refused.stderr.splitlines()
    assert first.startswith("baris 3, kolom village: desa tidak dikenal; mungkin Srobyong")
    assert last == "Tidak ada yang diimpor: 1 kesalahan di 1 baris (dari 2)."
    told = siangsa(HEAD, GOOD, bad, more=("--reject", str(tmp_path / "bad.csv"), "--json"))
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["difference"]["new"], answer["rejected"][0]["row"]) == (0, ["T1"], 3)
    assert "Srobiong" in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")


def test_mapping_is_kept_by_a_name_and_a_dry_run_keeps_nothing(siangsa):
    odd = HEAD.replace("kode", "Nomor")
    assert (
        siangsa(odd, GOOD, more=("--map", "Nomor=code", "--keep-mapping", "b2", "--dry-run")).exit_code == 0
    )
    unknown = siangsa(odd, GOOD, more=("--mapping", "b2"))
    assert (unknown.exit_code, unknown.stderr.strip()) == (1, "Tidak ada pemetaan 'b2' untuk points.")
    kept = siangsa(odd, GOOD, more=("--map", "Nomor=code", "--keep-mapping", "b2"))
    assert "1 titik diimpor: 1 baru" in kept.stdout
    assert "0 baru, 0 berubah, 1 sama" in siangsa(odd, GOOD, more=("--mapping", "b2")).stdout


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--map", "Nomor"), "judul di berkas=kolom"),
        (("--crs", "EPSG:1"), "Sistem koordinat"),
        (("--reject", "/nowhere/x.csv"), "No such file"),
    ],
)
def test_what_makes_no_sense_is_one_line(siangsa, more, message):
    refused = siangsa(HEAD, GOOD, more=more)
    assert refused.exit_code == 1
    assert message in refused.stderr
    assert "Traceback" not in refused.output


def test_samples_are_told_and_closed(siangsa):
    siangsa("kode,plat,kelas", "dt-01,K 1 A,", command="vehicles")
    told = CliRunner().invoke(app, ["samples"])
    assert "33 kendaraan" in told.stdout
    closed = CliRunner().invoke(app, ["samples", "--close"])
    assert closed.stdout.startswith("33 kendaraan contoh ditutup.\nContoh yang masih dipakai: tidak ada.")

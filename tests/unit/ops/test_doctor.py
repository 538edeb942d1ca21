"""The doctor names what is missing and how to mend it."""

import pytest

from ops import doctor
from ops.errors import ToolMissingError


def missing(*_args):
    raise ToolMissingError("it is not installed")


def test_missing_database_comes_with_its_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "find_binaries", missing)
    (finding,) = doctor.look_at_postgres()
    assert finding.grade == "missing"
    assert "install postgresql" in finding.line()


def test_missing_broker_comes_with_its_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "find_binary", missing)
    (finding,) = doctor.look_at_mosquitto()
    assert finding.grade == "missing"
    assert "install mosquitto" in finding.line()


@pytest.mark.parametrize(
    ("loaded", "grade"), [("mosquitto (enforce)\n", "warning"), ("mosquitto (complain)\n", "ok")]
)
def test_enforced_apparmor_profile_is_named_with_the_line_that_mends_it(tmp_path, loaded, grade):
    profile, profiles = tmp_path / "usr.sbin.mosquitto", tmp_path / "profiles"
    profile.write_text("")
    profiles.write_text(loaded)
    (finding,) = doctor.look_at_apparmor(tmp_path, profile, profiles)
    assert finding.grade == grade
    assert str(profile) in finding.line()
    assert ("/** rwk," in finding.line()) == (grade == "warning")


def test_machine_without_the_profile_needs_no_word_about_it(tmp_path):
    assert doctor.look_at_apparmor(tmp_path, tmp_path / "none", tmp_path / "none") == []


def test_service_folder_that_lost_its_data_folder_is_named(tmp_path):
    for name, origin in (("a", tmp_path), ("b", tmp_path / "gone")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "origin").write_text(f"{origin}\n")
    (finding,) = doctor.look_at_leftovers(tmp_path)
    assert str(tmp_path / "b") in finding.remedy


def test_this_machine_is_examined_without_an_error(tmp_path):
    findings = doctor.examine(tmp_path / "data")
    assert {"Python", "PostgreSQL", "Mosquitto", "Memory", "Disk"} <= {finding.what for finding in findings}

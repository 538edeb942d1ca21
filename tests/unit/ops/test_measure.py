"""The account of a run is read from the simulators' own ledger, and has the names that were promised."""

import json

import pytest

from ops.errors import ProgramError
from ops.measure import Report, read_ledger

COUNTS = {"fixes_born": 7, "events_born": 2, "parked": 0, "pending": 0}


def write(path, **changes):
    content = {"finished": True, "devices": {"dt-01": {"42": COUNTS}}} | changes
    path.write_text(json.dumps(content))
    return path


def test_numbers_of_a_boot_are_its_fixes_and_events_together(tmp_path):
    (row,) = read_ledger(write(tmp_path / "ledger.json"))
    assert (row.device, row.boot, row.fixes, row.numbers) == ("dt-01", 42, 7, 9)


def test_unfinished_ledger_proves_nothing(tmp_path):
    with pytest.raises(ProgramError, match="did not finish"):
        read_ledger(write(tmp_path / "ledger.json", finished=False))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"finished": true}'])
def test_damaged_ledger_is_one_clear_error(tmp_path, content):
    (tmp_path / "ledger.json").write_text(content)
    with pytest.raises(ProgramError, match="cannot be read"):
        read_ledger(tmp_path / "ledger.json")


def test_missing_ledger_is_one_clear_error(tmp_path):
    with pytest.raises(ProgramError, match="cannot be read"):
        read_ledger(tmp_path / "ledger.json")


def test_report_is_one_json_object_with_the_promised_names():
    report = Report(19, 10, 9, 1, 0, 5, 4, 3, True, "ortools", "synthetic", 900)
    assert list(json.loads(report.as_json())) == [
        "trucks",
        "fixes_born",
        "fixes_stored",
        "fixes_quarantined",
        "fixes_lost",
        "stops_planned",
        "stops_visited",
        "unloads",
        "plan_feasible",
        "plan_engine",
        "roads",
        "peak_mb",
    ]
    assert "\n" not in report.as_json()

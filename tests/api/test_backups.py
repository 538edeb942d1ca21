"""Administrators see which backups were made, and are told when somebody must look after them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.app import make_app
from data.store.models import BackupRun
from tests.support.api_world import SECRET, LiveApi


@pytest.fixture
def office(api, sessions):
    """Give the same server as an office: only a demo makes no backups."""
    around = replace(api.around, demo=False)
    live = LiveApi(make_app(around, SECRET), sessions, around).start()
    yield live
    live.stop()


def add(sessions, **values):
    with sessions.begin() as session:
        session.add(BackupRun(kind="scheduled", **values))


def asked(api):
    with api.client("admin") as client:
        return client.get("backups").json()


def test_backups_are_listed_newest_first_with_what_became_of_them(api, sessions, tmp_path):
    now = datetime.now(UTC).replace(microsecond=0)
    there = tmp_path / "there.siangsa"
    there.write_text("x")
    made = {"file": str(there), "size_bytes": 1, "digest": "ab"}
    add(sessions, began_at=now - timedelta(days=2), ended_at=now, **made)
    add(sessions, began_at=now - timedelta(days=1), ended_at=now, **made | {"file": "/gone.siangsa"})
    add(sessions, began_at=now, ended_at=now, error="the disk of /x is full")
    answer = asked(api)
    said = [(row["file"], row["present"], row["error"]) for row in answer["items"]]
    assert said == [
        (None, False, "the disk of /x is full"),
        ("/gone.siangsa", False, None),
        (str(there), True, None),
    ]
    assert answer["last_good_at"] == (now - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    # a demo is made anew, not backed up
    assert answer["notice"] is None


def test_an_office_without_a_backup_of_26_hours_is_told_in_both_languages(office, sessions):
    assert asked(office)["notice"]["code"] == "never"
    now = datetime.now(UTC)
    add(sessions, began_at=now - timedelta(hours=27), ended_at=now, file="x")
    notice = asked(office)["notice"]
    assert notice["code"] == "old"
    assert "26 jam" in notice["message_id"]
    assert "26 hours" in notice["message_en"]
    add(sessions, began_at=now - timedelta(hours=1), ended_at=now, error="full")
    assert asked(office)["notice"]["code"] == "failed"
    add(sessions, began_at=now, ended_at=now, file="y")
    assert asked(office)["notice"] is None


@pytest.mark.parametrize("limit", [0, 201, "x"])
def test_a_page_has_bounds(steady, limit):
    with steady.client("admin") as client:
        assert client.get("backups", params={"limit": limit}).status_code == 422

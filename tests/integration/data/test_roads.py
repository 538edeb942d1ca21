"""One road snapshot is current; its roads are in the tiles, those of others are not."""

import json
from datetime import UTC, datetime, timedelta

import geopandas
import psycopg
import pytest
from sqlalchemy import func, select

from data.store import models
from data.store.address import ROADS_CHANNEL, plain_url
from data.store.errors import RoadsError
from data.store.roads.snapshots import activate, current_snapshot, demand_snapshot

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def road_count(session):
    return session.scalar(select(func.count()).select_from(models.Road))


def renamed(snapshot, folder, **changes):
    """Copy what an activation reads of a snapshot: 50 roads, and some of its description changed."""
    folder.mkdir()
    geopandas.read_parquet(snapshot / "roads.parquet").head(50).to_parquet(folder / "roads.parquet")
    described = json.loads((snapshot / "snapshot.json").read_text())
    (folder / "snapshot.json").write_text(json.dumps(described | changes))
    return folder


def test_activation_loads_every_road_and_makes_the_snapshot_current(seeded, snapshot):
    done = activate(seeded, snapshot, now=NOW)
    frame = geopandas.read_parquet(snapshot / "roads.parquet")
    assert done.roads == road_count(seeded) == len(frame)
    assert (done.villages, done.villages_inside, done.loaded) == (191, 191, True)
    current = current_snapshot(seeded)
    assert current.folder == snapshot.resolve()
    assert (current.kind, current.activated_at) == ("synthetic", NOW)


def test_roads_keep_name_class_and_geometry(seeded, snapshot):
    activate(seeded, snapshot, now=NOW)
    frame = geopandas.read_parquet(snapshot / "roads.parquet")
    named = frame[frame["name"].notna()].iloc[0]
    where = models.Road.osm_id == int(named["osm_id"])
    columns = (
        models.Road.name,
        models.Road.road_class,
        func.ST_AsText(models.Road.geom),
        models.Road.geom.ST_SRID(),
    )
    name, road_class, text, srid = seeded.execute(select(*columns).where(where)).one()
    assert (name, road_class, srid) == (named["name"], named["class"], 4326)
    assert text.startswith("LINESTRING(11")


@pytest.fixture
def small(snapshot, tmp_path):
    return renamed(snapshot, tmp_path / "small")


def test_repeated_activation_changes_nothing(seeded, small):
    activate(seeded, small, now=NOW)
    first = set(seeded.scalars(select(models.Road.id)))
    again = activate(seeded, small, now=NOW + timedelta(hours=1))
    assert not again.loaded
    assert set(seeded.scalars(select(models.Road.id))) == first
    seeded.expire_all()
    assert current_snapshot(seeded).activated_at == NOW


def test_another_snapshot_replaces_the_roads_and_keeps_the_row_of_the_old(seeded, small, tmp_path):
    activate(seeded, small, now=NOW)
    other = renamed(small, tmp_path / "other", checksum="feedface", kind="osm", attribution="© someone")
    later = NOW + timedelta(hours=1)
    assert activate(seeded, other, now=later).loaded
    seeded.expire_all()
    current = current_snapshot(seeded)
    assert (current.checksum, current.attribution, current.activated_at) == ("feedface", "© someone", later)
    assert seeded.scalar(select(func.count()).select_from(models.RoadSnapshot)) == 2
    assert set(seeded.scalars(select(models.Road.checksum).distinct())) == {"feedface"}


def test_way_back_to_an_older_snapshot_loads_it_again(seeded, small, tmp_path):
    activate(seeded, small, now=NOW)
    activate(seeded, renamed(small, tmp_path / "other", checksum="feedface"), now=NOW)
    done = activate(seeded, small, now=NOW + timedelta(days=1))
    seeded.expire_all()
    assert done.loaded
    assert current_snapshot(seeded).activated_at == NOW + timedelta(days=1)


def test_roads_outside_the_service_area_are_refused_in_one_sentence(seeded, small, tmp_path):
    semarang = {"west": 110.46, "south": -7.0, "east": 110.52, "north": -6.94}
    folder = renamed(small, tmp_path / "semarang", bounds=semarang)
    with pytest.raises(RoadsError, match="outside the service area: none of its 191") as refused:
        activate(seeded, folder, now=NOW)
    assert "\n" not in str(refused.value)
    assert current_snapshot(seeded) is None


def test_folder_that_is_no_snapshot_is_refused(seeded, tmp_path):
    with pytest.raises(RoadsError, match="no road snapshot"):
        activate(seeded, tmp_path, now=NOW)


def test_damaged_features_are_refused(seeded, small, tmp_path):
    folder = renamed(small, tmp_path / "damaged", checksum="feedface")
    (folder / "roads.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(RoadsError, match="missing or damaged"):
        activate(seeded, folder, now=NOW)


def test_without_villages_there_is_no_service_area(session, small):
    with pytest.raises(RoadsError, match="siangsa db seed"):
        activate(session, small, now=NOW)


def test_missing_snapshot_says_what_to_run(seeded):
    with pytest.raises(RoadsError, match="siangsa roads activate DIR"):
        demand_snapshot(seeded)


def test_activation_pings_once(seeded, seeded_url, small):
    with psycopg.connect(plain_url(seeded_url), autocommit=True) as listener:
        listener.execute(f"listen {ROADS_CHANNEL}")
        activate(seeded, small, now=NOW)
        seeded.commit()
        assert [n.channel for n in listener.notifies(timeout=30, stop_after=1)] == [ROADS_CHANNEL]
        activate(seeded, small, now=NOW)
        seeded.commit()
        assert not list(listener.notifies(timeout=0.2))

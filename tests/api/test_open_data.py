"""Open data: off unless switched on; then the same for everybody, without persons and positions."""

import csv
import io
from datetime import date, timedelta

import pytest

from data.store import models
from tests.support.api_world import facility_id

OLD = date(2020, 1, 6)


@pytest.fixture
def opened(api, session):
    """Give the server with open data switched on, and one day that is long over."""
    landfill = facility_id(session, "landfill")
    last = session.query(models.Rit).one()
    begin = last.started_at - timedelta(days=2000)
    session.add(
        models.Rit(
            vehicle_id="dt-02",
            operating_day=OLD,
            number=1,
            started_at=begin,
            unloaded_at=begin + timedelta(hours=2),
            facility_id=landfill,
            points=3,
            kg_estimate=1234.4,
        )
    )
    session.commit()
    object.__setattr__(api.around.settings, "open_data", True)
    return api


def test_open_data_are_off_until_somebody_switches_them_on(api):
    with api.client(None) as client:
        for path in ("open/catalog.json", "open/villages.csv"):
            off = client.get(path)
            assert (off.status_code, off.json()["type"]) == (404, "urn:siangsa:open-data-off")


def test_the_catalogue_leads_to_every_dataset_without_signing_in(opened):
    with opened.client(None) as client:
        told = client.get("open/catalog.json")
        assert told.headers["access-control-allow-origin"] == "*"
        assert told.json()["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert {each["identifier"] for each in told.json()["dataset"]} == {
            "villages",
            "points",
            "facilities",
            "daily",
        }
        for dataset in told.json()["dataset"]:
            assert dataset["rows"] > 0
            for way in dataset["distribution"]:
                answer = client.get(way["downloadURL"])
                assert answer.status_code == 200, way
                assert answer.headers["content-type"].startswith(way["mediaType"])
                if way["format"] == "geojson":
                    features = answer.json()["features"]
                    assert len(features) == dataset["rows"]
                    assert list(features[0]["properties"]) == dataset["columns"]
        points = next(each for each in told.json()["dataset"] if each["identifier"] == "points")
        assert points["description"]["id"].startswith("7 baris adalah contoh")


def test_days_are_whole_and_over_and_name_no_vehicle(opened):
    with opened.client(None) as client:
        rows = list(csv.DictReader(io.StringIO(client.get("open/daily.csv").content.decode("utf-8-sig"))))
    first = rows[0]
    assert first["operating_day"] == OLD.isoformat()
    assert (first["rit"], first["vehicles"], first["kg_estimate"]) == ("1", "1", "1234")
    assert "vehicle_id" not in first


def test_a_change_moves_the_date_of_the_catalogue(opened, session):
    def modified():
        with opened.client(None) as client:
            datasets = client.get("open/catalog.json").json()["dataset"]
        return next(each for each in datasets if each["identifier"] == "facilities").get("modified")

    assert modified() is None
    with opened.client("planner") as client:
        facility = facility_id(session, "landfill")
        moved = client.patch(f"facilities/{facility}/place", json={"lon": 110.7, "lat": -6.6, "force": True})
        assert moved.status_code == 200, moved.text
    assert modified() is not None


def test_the_same_file_is_sent_for_five_minutes_and_not_twice_to_one(opened, session):
    with opened.client(None) as client:
        first = client.get("open/points.csv")
        session.query(models.CollectionPoint).filter_by(id=1).update({"name": "Baru"})
        session.commit()
        assert client.get("open/points.csv").content == first.content
        again = client.get("open/points.csv", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        opened.app.state.world.shelf.clock_s = lambda: 1e12
        assert b"Baru" in client.get("open/points.csv").content


def test_what_is_no_dataset_is_refused(opened):
    with opened.client(None) as client:
        for path in ("open/crews.csv", "open/positions.geojson", "open/villages.exe"):
            assert client.get(path).status_code == 422

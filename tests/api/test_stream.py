"""The live stream: what is committed is in the browser soon, once, and only for eyes that may see it."""

import contextlib
import json
import queue
import socket
import threading
import time
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from api.app import make_app
from api.hub import Hub
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.address import FACTS_CHANNEL, PLANS_CHANNEL, POSITIONS_CHANNEL, WEEKS_CHANNEL
from data.store.engine import ping
from data.store.queries import accounts
from tests.support.api_world import NOW, SECRET, LiveApi, visit, wait_for, wib
from tests.support.little_week import store_little_week


@dataclass
class Event:
    name: str
    data: object
    id: str | None
    at: float


class Listening:
    """Reads a stream in a thread, as a browser does."""

    def __init__(self, client, path="stream", **headers):
        self.events = queue.Queue()
        self.ended = threading.Event()
        request = client.build_request("GET", path, headers=headers, timeout=30)
        self.response = client.send(request, stream=True)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        found = {}
        with contextlib.suppress(httpx.HTTPError):  # the line is cut: by the server, or by `close`
            for line in self.response.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    found[name] = value
                elif "data" in found:
                    data = json.loads(found["data"])
                    self.events.put(Event(found["event"], data, found.get("id"), time.perf_counter()))
                    found = {}
        self.response.close()
        self.ended.set()

    def next(self, name, timeout_s=30.0, where=lambda _data: True):
        return self.next_of({name}, where, timeout_s)

    def next_of(self, names, where, timeout_s=30.0):
        ends = time.monotonic() + timeout_s
        while True:
            event = self.events.get(timeout=max(0.01, ends - time.monotonic()))
            if event.name in names and where(event.data):
                return event

    def close(self):
        if not self.ended.is_set():
            line = self.response.extensions["network_stream"].get_extra_info("socket")
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)


@pytest.fixture
def listen(api):
    opened = []

    def start(username="viewer", path="stream", **headers):
        client = api.client(username)
        listening = Listening(client, path, **headers)
        opened.append((client, listening))
        return listening

    yield start
    for client, listening in opened:
        listening.close()
        client.close()


def move(session, device="dt-01", *, lon=110.71, speed=25.0, at=NOW):
    session.connection().exec_driver_sql(
        "update latest_position set geom = st_setsrid(st_makepoint(%s, -6.7), 4326), speed_kmh = %s,"
        " fix_time = %s, change = nextval('position_change') where device_id = %s",
        (lon, speed, at, device),
    )
    ping(session, POSITIONS_CHANNEL)
    session.commit()
    return time.perf_counter()


def of(vehicle, **wanted):
    return lambda data: any(
        each["vehicle_id"] == vehicle and all(each[key] == value for key, value in wanted.items())
        for each in data
    )


def test_a_new_stream_tells_the_clock_and_every_position(listen):
    stream = listen()
    assert stream.response.headers["content-type"].startswith("text/event-stream")
    assert stream.next("clock").data["now"] == "2026-11-20T02:40:00Z"
    first = stream.next("positions")
    assert {each["vehicle_id"] for each in first.data} == {"dt-01", "dt-03"}
    assert int(first.id) > 0


def test_a_commit_reaches_the_browser_within_300_ms_at_the_median(listen, session):
    stream = listen()
    stream.next("positions")
    delays = []
    for number in range(15):
        lon = round(110.71 + number / 1000, 6)
        committed = move(session, lon=lon)
        event = stream.next("positions", where=of("dt-01", lon=lon))
        assert [each["vehicle_id"] for each in event.data] == ["dt-01"], "only what changed"
        delays.append(event.at - committed)
    median = sorted(delays)[len(delays) // 2]
    assert median < 0.3, f"median {median:.3f} s"


def test_a_stream_resumes_after_the_last_event_id(listen, session):
    stream = listen()
    cursor = stream.next("positions").id
    stream.close()
    move(session, lon=110.75)
    again = listen(**{"Last-Event-ID": cursor})
    again.next("facts")
    again.next("plans")
    again.next("positions", where=of("dt-01", lon=110.75))


def test_a_late_commit_with_a_lower_number_is_not_lost(listen, session, sessions):
    stream = listen()
    stream.next("positions")
    with sessions() as late:
        late.connection().exec_driver_sql(
            "update latest_position set geom = st_setsrid(st_makepoint(110.9, -6.6), 4326),"
            " change = nextval('position_change') where device_id = 'dt-03'"
        )
        move(session, lon=110.76)
        stream.next("positions", where=of("dt-01", lon=110.76))
        ping(late, POSITIONS_CHANNEL)
        late.commit()
    stream.next("positions", where=of("dt-03", lon=110.9))


def test_the_cursor_of_the_positions_continues_the_stream(api, listen, session):
    with api.client("viewer") as client:
        cursor = client.get("positions").json()["cursor"]
    move(session, lon=110.77)
    stream = listen(path=f"stream?cursor={cursor}")
    stream.next("positions", where=of("dt-01", lon=110.77))


@pytest.mark.parametrize("cursor", ["not a number", "99999999999999999999999", "-1", "1.5"])
def test_a_cursor_from_elsewhere_means_everything(listen, cursor):
    stream = listen(**{"Last-Event-ID": cursor})
    assert len(stream.next("positions").data) == 2


def test_a_truck_out_of_service_is_told_to_every_open_console_at_once(api, listen):
    stream = listen()
    stream.next("positions")
    with api.client("dispatcher") as client:
        client.post("vehicles/dt-01/outages", json={"reason": "mogok", "load": "listed"})
    told = [stream.next_of({"plans", "positions"}, bool) for _ in range(2)]
    seen = {event.name: event.data for event in told}
    assert seen["plans"]["day"] == "2026-11-20"
    assert of("dt-01", state="broken")(seen["positions"])


def test_a_position_without_news_is_not_sent_again(listen, session):
    stream = listen()
    stream.next("positions")
    ping(session, POSITIONS_CHANNEL)
    ping(session, PLANS_CHANNEL)
    session.commit()
    stream.next("plans")
    assert [event for event in stream.events.queue if event.name == "positions"] == []


def see(session, point, arrives, *, vehicle="dt-01"):
    """Store a visit as the derivation of facts does."""
    session.add(visit("collect", point, arrives, arrives, vehicle=vehicle))
    ping(session, FACTS_CHANNEL)
    session.commit()


def looked(api):
    """Wait until the process knows the facts of the day."""
    wait_for(lambda: api.app.state.world.hub.board.day, 5, "the first look at the facts")


def test_a_visit_is_told_with_its_vehicle(api, listen, session):
    stream = listen()
    looked(api)
    see(session, 3, "09:32")
    stream.next("positions", where=of("dt-01", stops_done=3))
    assert stream.next("facts").data == {"day": "2026-11-20", "vehicles": ["dt-01"]}


def test_facts_that_come_out_the_same_are_no_news(api, listen, session):
    stream = listen()
    looked(api)
    ping(session, FACTS_CHANNEL)
    session.commit()
    see(session, 5, "09:32", vehicle="dt-02")
    assert stream.next("facts").data["vehicles"] == ["dt-02"]


def test_a_plan_is_told(listen, session):
    stream = listen()
    stream.next("positions")
    ping(session, PLANS_CHANNEL)
    session.commit()
    assert stream.next("plans").data["day"] == "2026-11-20"


def test_a_changed_week_and_the_work_on_one_are_told_to_whoever_may_look_at_weeks(listen, session):
    week = store_little_week(session)
    work = models.WeekJob(kind="plan", asked={}, status="running", stop_wished=False, requested_by="planner")
    work.requested_at = work.started_at = NOW
    session.add(work)
    session.commit()
    planner, viewer = listen("planner"), listen("viewer")
    session.get(models.WeekPlan, week).changed_by = "admin"
    work.progress = {"phase": "search", "found": [[1.5, 100]]}
    session.flush()
    ping(session, WEEKS_CHANNEL)
    session.commit()
    told = planner.next("weeks", where=lambda data: data["version"] == 2).data
    assert told == {"id": week, "version": 2, "status": "draft", "changed_by": "admin"}
    assert planner.next("week_job", where=lambda data: data["progress"]).data["id"] == work.id
    heard = []
    for _ in "12":
        ping(session, PLANS_CHANNEL)
        session.commit()
        heard.append(viewer.next_of({"plans", "weeks", "week_job"}, lambda _data: True).name)
    assert heard == ["plans", "plans"]


def test_whoever_resumes_is_told_that_weeks_may_have_changed(api, listen):
    with api.client("viewer") as client:
        cursor = client.get("positions").json()["cursor"]
    assert listen("dispatcher", f"stream?cursor={cursor}").next("weeks").data["id"] is None


def test_many_changes_of_facts_are_told_at_most_once_a_second(api, listen, session):
    stream = listen()
    looked(api)
    began = time.perf_counter()
    for number in range(12):
        see(session, 3, f"09:{10 + number}")
    stream.next("facts")
    wait_for(lambda: time.perf_counter() - began > 2.5)
    told = 1 + sum(event.name == "facts" for event in stream.events.queue)
    assert told <= 1 + (time.perf_counter() - began)


def test_silence_becomes_visible_without_a_new_fix(listen, clock):
    stream = listen()
    assert stream.next("positions", where=of("dt-01", state="serving"))
    clock.moment = NOW + timedelta(minutes=11)
    stream.next("positions", where=of("dt-01", state="no_signal"))


def test_a_stream_shows_only_what_the_account_may_see(listen, session):
    camat = listen("camat")
    assert {each["vehicle_id"] for each in camat.next("positions").data} == {"dt-01"}
    move(session, "dt-03", lon=110.8)
    move(session, "dt-01", lon=110.81)
    seen = camat.next("positions", where=of("dt-01", lon=110.81))
    assert {each["vehicle_id"] for each in seen.data} == {"dt-01"}


def test_a_stream_needs_a_session(api):
    with api.client() as client:
        assert client.get("stream").status_code == 401


def test_a_stream_ends_with_its_session(api):
    with api.client("viewer", hours=2.5 / 3600) as client:
        stream = Listening(client)
        stream.next("positions")
        assert stream.ended.wait(8), "the session is over, the stream is not"


def test_a_stream_ends_soon_after_sign_out(api, session, monkeypatch):
    monkeypatch.setattr("api.stream.HEARTBEAT_S", 0.2)
    with api.client("viewer") as client:
        stream = Listening(client)
        stream.next("positions")
        stream.next("clock")
        accounts.end_sessions(session, accounts.by_username(session, "viewer").id)
        session.commit()
        assert stream.ended.wait(8)


def test_a_stream_holds_no_database_session(api, listen):
    streams = [listen() for _ in range(8)]
    for stream in streams:
        stream.next("positions")
    pool = api.app.state.world.engine.pool
    wait_for(lambda: pool.checkedout() == 0, 5, "the return of every connection")
    assert api.app.state.world.hub.open_streams == 8


def test_streams_beyond_the_limit_are_refused(settings, sessions, clock, api):
    few = replace(api.around, settings=settings.model_copy(update={"stream_limit": 1}))
    small = LiveApi(make_app(few, SECRET), sessions, few).start()
    with small.client("viewer") as client, small.client("viewer") as second:
        stream = Listening(client)
        stream.next("positions")
        assert second.get("stream").status_code == 503
        stream.close()
    small.stop()


def test_a_lost_listener_comes_back_and_nothing_is_missed(listen, session, api):
    stream = listen()
    stream.next("positions")
    hub: Hub = api.app.state.world.hub
    wait_for(lambda: hub.connected, 5)
    session.connection().exec_driver_sql(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'siangsa-listen' and datname = current_database()"
    )
    session.commit()
    move(session, lon=110.79)
    stream.next("positions", timeout_s=30, where=of("dt-01", lon=110.79))
    wait_for(lambda: hub.connected, 10, "the listener's return")


def test_the_server_stops_quickly_with_open_streams(settings, sessions, api):
    other = LiveApi(make_app(api.around, SECRET), sessions, api.around).start()
    with other.client("viewer") as client:
        stream = Listening(client)
        stream.next("positions")
        began = time.monotonic()
        other.stop()
        assert time.monotonic() - began < 5
        assert stream.ended.wait(2)


def test_a_truck_that_leaves_its_shift_leaves_the_map(settings, sessions, session, clock):
    hide = settings.model_copy(update={"off_shift_tracking": "hide", "off_shift_margin_s": 0})
    around = Surroundings(hide, clock, OperatingCalendar())
    server = LiveApi(make_app(around, SECRET), sessions, around).start()
    with server.client("viewer") as viewer, server.client("admin") as admin:
        seen, all_seen = Listening(viewer), Listening(admin)
        seen.next("positions", where=of("dt-01"))
        clock.moment = wib("14:10")
        move(session, lon=110.72, at=wib("14:09"))
        first = seen.next_of({"withheld", "positions"}, lambda data: "dt-01" in json.dumps(data))
        assert first.data == {"reason": "off_shift", "vehicles": ["dt-01"]}
        all_seen.next("positions", where=of("dt-01", lon=110.72))
        seen.close()
        all_seen.close()
    server.stop()


def test_an_edited_point_is_told_to_every_open_map(listen, api):
    stream = listen()
    stream.next("positions")
    with api.client("planner") as planner:
        moved = planner.patch(
            "records/points/1", json={"lon": 110.7033, "lat": -6.7044}, headers={"If-Match": '"1"'}
        )
        assert moved.status_code == 200, moved.text
        stream.next("plans")
        points = planner.get("points").json()["features"]
    assert next(each for each in points if each["id"] == 1)["geometry"]["coordinates"] == [110.7033, -6.7044]

"""A small day in Jepara for the api's tests: two trucks, seven points, some visits, one account per role."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import httpx
import jwt
import uvicorn
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from api.server import Server
from data.store import models
from data.store.partitions import ensure_months
from data.store.passwords import hash_password
from data.store.queries import accounts
from data.store.queries.scope import Scope
from data.store.seed import point, seed_reference

DAY = date(2026, 11, 20)
ZONE = ZoneInfo("Asia/Jakarta")
SECRET = b"a secret of the tests, long enough for every algorithm"
PASSWORD = "kata sandi contoh"
ROLES = ("driver", "viewer", "dispatcher", "planner", "admin")
CHECKSUM = "c0ffee" * 8


def wib(text: str, day: date = DAY) -> datetime:
    """Return a local time of the day as aware UTC."""
    return datetime.combine(day, clock_time.fromisoformat(text), ZONE).astimezone(UTC)


NOW = wib("09:40")


def wait_for(condition, timeout_s=30.0, what="the condition"):
    """Return the first true answer of `condition`; fail when it takes longer than `timeout_s`."""
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come true within {timeout_s} s")


@dataclass
class HandClock:
    """A stack clock that a test moves by hand."""

    moment: datetime = NOW
    rate: float = 1.0

    def now(self):
        return self.moment

    def real_seconds(self, stack_seconds):
        return stack_seconds


def furnish(session: Session) -> None:
    """Fill a migrated database with the small day; commits."""
    seed_reference(session)
    ensure_months(session, date(2026, 10, 1), 3)
    session.flush()
    _points(session)
    _devices(session)
    _roads(session)
    plan = _plan(session, "published")
    _routes(session, plan, valid=True)
    _visits(session)
    _positions(session)
    hashed = hash_password(PASSWORD)
    for role in ROLES:
        accounts.create_account(session, role, hashed, role=role, created_at=NOW)
    near, far = Scope("kecamatan", ("Pecangaan",)), Scope("vehicles", ("dt-02",))
    accounts.create_account(session, "camat", hashed, role="viewer", created_at=NOW, scope=near)
    accounts.create_account(session, "mandor", hashed, role="dispatcher", created_at=NOW, scope=far)
    session.commit()


POINTS = {
    1: ("33.20.02.2001", 110.700, -6.700),
    2: ("33.20.02.2001", 110.702, -6.701),
    3: ("33.20.02.2002", 110.705, -6.705),
    4: ("33.20.02.2002", 110.707, -6.706),
    5: ("33.20.01.2001", 110.640, -6.700),
    6: ("33.20.01.2001", 110.642, -6.701),
    7: ("33.20.01.2001", 110.644, -6.702),
}


def _points(session):
    rows = [
        {
            "id": number,
            "code": f"CTH-{number}",
            "name": f"Titik {number}",
            "village_code": village,
            "geom": point(lon, lat),
            "kind": "stop",
            "stream": "residue",
            "amount_kg_day": 100.0,
            "service_s": 300,
            "last_emptied_on": DAY - timedelta(days=3),
            "sample": True,
            "source": "contoh",
            "confidence": "C",
            "valid_from": date(2026, 1, 1),
        }
        for number, (village, lon, lat) in POINTS.items()
    ]
    session.execute(insert(models.CollectionPoint), rows)
    # rows with numbers of their own leave the sequence behind
    session.execute(text("select setval(pg_get_serial_sequence('collection_point', 'id'), 100)"))


def _devices(session):
    since = datetime(2026, 1, 1, tzinfo=UTC)
    for name in ("dt-01", "dt-02", "dt-03"):
        session.add(models.Device(id=name, kind="tracker", simulated=True, valid_from=since, valid_to=None))
    session.flush()
    for name in ("dt-01", "dt-02", "dt-03"):
        session.add(models.DeviceAssignment(device_id=name, vehicle_id=name, valid_from=since, valid_to=None))


def _roads(session):
    session.add(
        models.RoadSnapshot(
            checksum=CHECKSUM,
            folder="/nowhere",
            kind="synthetic",
            source="test",
            attribution="Siangsa",
            info={},
            built_at=NOW,
            activated_at=NOW,
            is_current=True,
        )
    )
    session.flush()
    for number, road_class in enumerate(("primary", "residential")):
        session.add(
            models.Road(
                checksum=CHECKSUM,
                osm_id=number,
                road_class=road_class,
                name=f"Jalan {number}",
                geom=f"SRID=4326;LINESTRING(110.69 {-6.70 - number / 100}, 110.72 {-6.71 - number / 100})",
            )
        )


def _plan(session, status, *, feasible=True, version=1):
    plan = models.Plan(
        first_day=DAY,
        days=1,
        version=version,
        parent_id=None,
        status=status,
        origin="solver",
        engine="ortools",
        feasible=feasible,
        cost_idr=1_000_000,
        seed=1,
        solve_s=2.0,
        roads_checksum=CHECKSUM,
        problem={"large": True},
        judgement={"violations": []},
        measures={"km": 42},
        requested_by="planner",
        created_at=wib("05:00"),
        published_at=None if status == "draft" else wib("05:10"),
        published_by=None if status == "draft" else "planner",
    )
    session.add(plan)
    session.flush()
    return plan


STOPS = {
    "dt-01": [
        ("collect", 1, "06:30", 1),
        ("collect", 2, "07:00", 1),
        ("unload", None, "08:00", 1),
        ("collect", 3, "09:30", 2),
        ("collect", 4, "10:00", 2),
        ("unload", None, "11:00", 2),
        ("end", None, "11:30", 2),
    ],
    "dt-02": [("collect", 5, "06:30", 1), ("unload", None, "07:00", 1), ("end", None, "07:30", 1)],
}


def facility_id(session, kind):
    """Return the first facility of a kind that is open."""
    rows = session.query(models.Facility).filter_by(kind=kind, status="open").order_by(models.Facility.id)
    return rows.first().id


def _routes(session, plan, *, valid, vehicles=("dt-01", "dt-02")):
    pool, landfill = facility_id(session, "pool"), facility_id(session, "landfill")
    for vehicle in vehicles:
        stops = STOPS[vehicle]
        route = models.Route(
            plan_id=plan.id,
            operating_day=DAY,
            vehicle_id=vehicle,
            start_facility_id=pool,
            leaves_at=wib("06:00"),
            returns_at=wib(stops[-1][2]),
            trips=stops[-1][3],
            distance_m=42_000,
            load_kg=1_200,
            cost_idr=500_000,
            acknowledged_at=wib("06:00") if vehicle == "dt-01" else None,
        )
        session.add(route)
        session.flush()
        for number, (kind, place, at, trip) in enumerate(stops, start=1):
            session.add(_stop(route.id, number, (kind, place, at, trip), pool=pool, landfill=landfill))
        if valid:
            session.add(
                models.CurrentRoute(operating_day=DAY, vehicle_id=vehicle, plan_id=plan.id, route_id=route.id)
            )
    session.add(
        models.Unserved(
            plan_id=plan.id,
            operating_day=DAY,
            point_id=6,
            reason="not_enough_capacity",
            detail={"vehicles": 2},
        )
    )


def draft(session, *, feasible=True):
    """Store a draft that sends only dt-01; return its number. Commits."""
    plan = _plan(session, "draft", feasible=feasible, version=2)
    _routes(session, plan, valid=False, vehicles=("dt-01",))
    session.commit()
    return plan.id


def _stop(route_id, number, stop, *, pool, landfill):
    kind, place, at, trip = stop
    return models.RouteStop(
        route_id=route_id,
        number=number,
        kind=kind,
        point_id=place,
        facility_id={"collect": None, "unload": landfill, "end": pool}[kind],
        trip=trip,
        arrives_at=wib(at),
        leaves_at=wib(at) + timedelta(minutes=5),
        service_s=300,
        kg={"collect": 300, "unload": -600, "end": 0}[kind],
        load_kg=0,
        leg_m=5_000,
        leg_s=900,
        leg=f"SRID=4326;LINESTRING(110.70 {-6.70 - number / 1000}, 110.70 {-6.70 - (number + 1) / 1000})",
    )


def visit(kind, place, arrives, leaves, *, landfill=None, vehicle="dt-01", day=DAY):
    """Return a visit that a track showed."""
    return models.Visit(
        vehicle_id=vehicle,
        operating_day=day,
        kind=kind,
        point_id=place,
        facility_id=landfill,
        arrived_at=wib(arrives, day),
        left_at=wib(leaves, day),
        kg_estimate=300.0 if kind == "collect" else -600.0,
        source="track",
        confidence=0.9,
        reason=None,
    )


def _visits(session):
    landfill = facility_id(session, "landfill")
    session.add_all(
        [
            visit("collect", 1, "06:35", "06:40"),
            visit("collect", 2, "07:05", "07:10"),
            visit("unload", None, "08:06", "08:10", landfill=landfill),
            visit("collect", 6, "10:00", "10:06", day=DAY - timedelta(days=2)),
        ]
    )
    session.add(
        models.Rit(
            vehicle_id="dt-01",
            operating_day=DAY,
            number=1,
            started_at=wib("06:00"),
            unloaded_at=wib("08:06"),
            facility_id=landfill,
            points=2,
            kg_estimate=600.0,
        )
    )


def latest(device, lon, lat, at, *, speed=0.0, seq=1):
    """Return the newest position of a device."""
    return models.LatestPosition(
        device_id=device,
        boot=1,
        seq=seq,
        fix_time=at,
        received_at=at,
        geom=point(lon, lat),
        speed_kmh=speed,
        course_deg=90.0,
        accuracy_m=5.0,
        battery_pct=80.0,
    )


def _positions(session):
    session.add(latest("dt-01", 110.7051, -6.7051, NOW - timedelta(seconds=20)))
    session.add(latest("dt-03", 110.67, -6.59, NOW - timedelta(minutes=20), speed=30.0))
    session.execute(
        insert(models.Fix),
        [
            {
                "device_id": "dt-01",
                "boot": 1,
                "seq": number,
                "fix_time": wib("06:00") + timedelta(seconds=10 * number),
                "received_at": wib("06:00") + timedelta(seconds=10 * number),
                "lon": 110.70 + number / 10_000,
                "lat": -6.70,
                "speed_kmh": 20.0,
                "flags": ["implied_speed"] if number == 7 else None,
            }
            for number in range(100)
        ],
    )


@dataclass
class LiveApi:
    """A real server on a free port, and clients that are signed in as somebody."""

    app: object
    sessions: object
    around: object
    ids: dict = field(default_factory=dict)

    def start(self):
        self.config = uvicorn.Config(
            self.app,
            host="127.0.0.1",
            port=0,
            log_config=None,
            timeout_graceful_shutdown=2,
            server_header=False,
        )
        self._server = Server(self.config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        ends = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < ends, "the server took too long to start"
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"{self.origin}/api/v1"
        return self

    def stop(self):
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the server did not stop within 10 s"

    def cookie(self, username, *, hours=1.0, key=SECRET, version=None, algorithm="HS256"):
        """Return a session cookie as the server signs it, or nearly."""
        with self.sessions() as session:
            account = accounts.by_username(session, username)
        now = self.around.real()
        claims = {
            "sub": str(account.id),
            "ver": account.token_version if version is None else version,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(hours=hours)).timestamp()),
        }
        return jwt.encode(claims, key, algorithm)

    def client(self, username=None, **options):
        """Return a client, signed in as `username`, that behaves like a page of the console."""
        cookies = {"siangsa_session": self.cookie(username, **options)} if username else {}
        headers = {"Origin": self.origin}
        return httpx.Client(base_url=self.url, cookies=cookies, headers=headers, timeout=20, trust_env=False)

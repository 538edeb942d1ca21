"""A database with at least one row in every table of ours."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range as Int8Range

from data.store import models
from data.store.engine import make_engine, session_factory
from data.store.jobs import PLAN_DAY, PLAN_QUEUE, defer
from data.store.partitions import ensure_months
from data.store.seed import seed_reference

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PLACE = "SRID=4326;POINT(110.69 -6.52)"
LINE = "SRID=4326;LINESTRING(110.69 -6.52, 110.70 -6.53)"
VILLAGE = "33.20.07.2011"
DEVICE = {"device_id": "dt-01", "boot": 5}
OF_VEHICLE = {"vehicle_id": "dt-01", "operating_day": DAY}


def fill(url):
    """Put at least one row into every table of ours, and a job into the queue."""
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        ensure_months(session, DAY, months=2)
        seed_reference(session)
        _fill_roads_and_people(session)
        point = _fill_places_and_devices(session)
        _fill_tracks(session)
        _fill_plans_and_facts(session, point)
        _fill_closures_and_matches(session, point)
        _fill_disruptions(session, point)
        _fill_the_office(session)
        _fill_weeks(session)
    engine.dispose()
    defer(url, PLAN_DAY, queue=PLAN_QUEUE, operating_day=DAY.isoformat())


def _fill_roads_and_people(session):
    session.add(
        models.RoadSnapshot(
            checksum="feedface",
            folder="/nowhere",
            kind="synthetic",
            source="test",
            attribution="",
            info={},
            built_at=NOW,
            activated_at=NOW,
            is_current=True,
        )
    )
    account = models.Account(
        username="dispatcher",
        password_hash="none",
        role="dispatcher",
        scope_kind="all",
        scope_values=[],
        token_version=1,
        created_at=NOW,
    )
    session.add(account)
    session.flush()
    session.add(models.Road(checksum="feedface", osm_id=1, road_class="primary", name="Jalan", geom=LINE))
    session.add(models.ApiToken(account_id=account.id, label="x", token_hash=b"x", created_at=NOW))
    session.add(models.SignIn(at=NOW, username="dispatcher", address="::1", program="x", outcome="ok"))
    session.add(models.Audit(at=NOW, account="dispatcher", action="x", entity="x", entity_id="1"))


def _fill_places_and_devices(session):
    point = models.CollectionPoint(
        code="T1",
        name="TPS",
        village_code=VILLAGE,
        geom=PLACE,
        kind="stop",
        stream="residue",
        amount_kg_day=10,
        service_s=60,
        sample=False,
        source="test",
        confidence="C",
        valid_from=DAY,
    )
    session.add_all([point, models.Device(id="dt-01", kind="simulated", simulated=True, valid_from=NOW)])
    session.flush()
    session.add(models.DeviceAssignment(device_id="dt-01", vehicle_id="dt-01", valid_from=NOW))
    return point


def _fill_tracks(session):
    where = {"lon": 110.69, "lat": -6.52}
    session.add(models.Fix(**DEVICE, seq=1, fix_time=NOW, received_at=NOW, **where))
    session.add(models.Fix(**DEVICE, seq=2, fix_time=NOW - timedelta(days=900), received_at=NOW, **where))
    session.add(models.Settled(**DEVICE, ranges=[Int8Range(1, 3)]))
    session.add(models.DeviceTally(device_id="dt-01", received=3, accepted=2, duplicates=0, quarantined=1))
    session.add(models.LatestPosition(**DEVICE, seq=1, fix_time=NOW, received_at=NOW, geom=PLACE))
    session.add(
        models.DeviceEvent(**DEVICE, seq=3, event_time=NOW, received_at=NOW, event="boot", payload={})
    )
    session.add(models.Quarantine(received_at=NOW, topic="x", reasons=["bad"], detail="", raw=b"\x00"))
    session.add(models.DirtyDay(**OF_VEHICLE, marked_at=NOW))
    session.add(models.HistoryMark(act="thin", done_until=DAY, ran_at=NOW))
    session.add(models.LateDay(operating_day=DAY))
    session.add(models.IngestSlot(number=1, draining=False, opened_at=NOW))
    session.add(models.Gateway(id="traccar", dialect="traccar", topic="positions", valid_from=NOW))
    session.add(
        models.Credential(device_id="dt-01", mqtt_hash="$7$", secret_digest=b"\x01" * 32, created_at=NOW)
    )


def _fill_plans_and_facts(session, point):
    landfill = session.scalars(
        select(models.Facility.id).where(models.Facility.code == "tpa-bandengan")
    ).one()
    plan = models.Plan(
        first_day=DAY,
        days=1,
        version=1,
        status="published",
        origin="solver",
        engine="test",
        feasible=True,
        cost_idr=1,
        seed=1,
        solve_s=1.0,
        roads_checksum="feedface",
        problem={},
        judgement={},
        measures={},
        requested_by="test",
        created_at=NOW,
        published_at=NOW,
        published_by="test",
    )
    session.add(plan)
    session.flush()
    route = models.Route(
        plan_id=plan.id,
        **OF_VEHICLE,
        start_facility_id=landfill,
        leaves_at=NOW,
        returns_at=LATER,
        trips=1,
        distance_m=1,
        load_kg=1,
        cost_idr=1,
    )
    session.add(route)
    session.flush()
    session.add(models.RouteStop(route_id=route.id, number=1, point_id=point.id, **_stop()))
    session.add(models.Unserved(plan_id=plan.id, operating_day=DAY, point_id=point.id, reason="x", detail={}))
    session.add(models.CurrentRoute(**OF_VEHICLE, plan_id=plan.id, route_id=route.id))
    session.add(
        models.PlanJob(operating_day=DAY, publish=True, requested_by="test", requested_at=NOW, status="done")
    )
    session.add(
        models.Visit(
            **OF_VEHICLE,
            kind="collect",
            point_id=point.id,
            arrived_at=NOW,
            left_at=LATER,
            source="track",
            confidence=1.0,
        )
    )
    session.add(
        models.Rit(
            **OF_VEHICLE,
            number=1,
            started_at=NOW,
            unloaded_at=LATER,
            facility_id=landfill,
            points=1,
            kg_estimate=1.0,
        )
    )


def _fill_closures_and_matches(session, point):
    closure = models.RoadClosure(
        kind="piece",
        geom=LINE,
        reason="banjir",
        class_codes=["dump_truck"],
        valid_from=NOW,
        valid_to=LATER,
        source="console",
        created_by="dispatcher",
        created_at=NOW,
    )
    speeds = models.SpeedSet(
        name="jam sibuk", source="test", confidence="C", loaded_by="x", loaded_at=NOW, is_current=True
    )
    session.add_all([closure, speeds])
    session.flush()
    band = {"from_time": time(6), "to_time": time(8), "weekdays": 127}
    session.add(models.SpeedValue(set_id=speeds.id, number=1, way=1, kmh=12.0, **band))
    session.add(_condition(closure, speeds))
    route = session.scalars(select(models.Route)).one()
    session.add(
        models.Hindrance(
            route_id=route.id,
            number=1,
            closure_id=closure.id,
            from_time=NOW,
            to_time=LATER,
            found_at=NOW,
            geom=PLACE,
        )
    )
    _fill_reach_and_matches(session, route.start_facility_id, point)


def _fill_disruptions(session, point):
    by = {"reason": "rusak", "recorded_by": "dispatcher", "recorded_at": NOW}
    session.add(models.VehicleOutage(vehicle_id="dt-01", from_at=NOW, load="listed", load_kg=800, **by))
    asked = {"requested_by": "dispatcher", "requested_at": NOW}
    session.add(models.UrgentPoint(operating_day=DAY, point_id=point.id, reason="pasar", **asked))
    landfill = session.scalars(select(models.Route.start_facility_id)).one()
    session.add(models.FacilityClosure(facility_id=landfill, from_at=NOW, until_at=LATER, **by))
    session.add(models.DeskAnswer(job_id=1, asked_at=NOW, answered_at=LATER, answer={}))


def _fill_the_office(session):
    member = models.CrewMember(
        code="S-01", name="Budi", phone="0812", duty="driver", note=None, valid_from=DAY, valid_to=None
    )
    session.add(member)
    session.flush()
    by = {"recorded_by": "planner", "recorded_at": NOW, "withdrawn_by": None, "withdrawn_at": None}
    session.add_all(
        [
            models.CrewAssignment(member_id=member.id, vehicle_id="dt-01", valid_from=DAY, valid_to=None),
            models.CrewAbsence(member_id=member.id, from_day=DAY, to_day=DAY, reason="cuti", **by),
            models.Holiday(
                day=DAY, name="Libur", kind="local", collects=False, source="test", withdrawn_at=None
            ),
            models.ImportMapping(
                list="points", name="DLH", columns={"Nama TPS": "name"}, kept_by="planner", kept_at=NOW
            ),
            models.ImportDraft(
                list="points",
                file_name="tps.csv",
                content=b"x",
                options={},
                uploaded_by="planner",
                uploaded_at=NOW,
                applied_by=None,
                applied_at=None,
                outcome=None,
            ),
            models.BackupRun(
                kind="manual",
                began_at=NOW,
                ended_at=None,
                file=None,
                size_bytes=None,
                digest=None,
                error=None,
            ),
        ]
    )


def _fill_weeks(session):
    session.add(models.WeekProblem(digest="beef", content=b"{}", made_at=NOW))
    session.flush()
    week = models.WeekPlan(
        first_day=DAY,
        days=7,
        number=1,
        name="47",
        kecamatan=[],
        status="draft",
        origin="solver",
        engine="test",
        feasible=True,
        cost_idr=1,
        seed=1,
        solve_s=0.0,
        roads_checksum="feedface",
        problem_digest="beef",
        timetable={},
        wishes={},
        board={},
        measures={},
        requested_by="cli",
        created_at=NOW,
        changed_by="cli",
        changed_at=NOW,
    )
    session.add(week)
    session.flush()
    by = {"account": "cli", "at": NOW}
    session.add(
        models.WeekEdit(week_id=week.id, number=1, kind="pin", what={}, before={}, undone=False, **by)
    )
    session.add(
        models.WeekJob(
            kind="plan",
            asked={},
            status="done",
            stop_wished=False,
            week_id=week.id,
            requested_by="cli",
            requested_at=NOW,
        )
    )
    session.add(
        models.DemandFactor(
            name="Pasar", factor=1.2, low=1.0, high=1.5, weekdays=[0], source="test", confidence="C"
        )
    )


def _condition(closure, speeds):
    return models.RoadCondition(
        class_code="dump_truck",
        roads_checksum="feedface",
        digest="base",
        closures=[closure.id],
        without_road=[closure.id],
        closed_segments=0,
        speed_set_id=speeds.id,
        since=NOW,
        built_at=NOW,
        build_s=0.1,
    )


def _fill_reach_and_matches(session, landfill, point):
    on = {"roads_checksum": "feedface", "profile": "dump_truck"}
    session.add(
        models.VillageReach(**on, facility_id=landfill, village_code=VILLAGE, snap_m=1.0, reason="island")
    )
    session.add(models.PointReach(**on, point_id=point.id, snap_m=9000.0, reason="far_from_road"))
    match = models.TrackMatch(
        **OF_VEHICLE, **on, matched_at=NOW, fixes=2, unmatched=0, road_m=1.0, off_road_m=0.0, gap_m=0.0
    )
    session.add(match)
    session.flush()
    stretch = {"kind": "gap", "from_time": NOW, "to_time": LATER, "distance_m": 1.0}
    session.add(models.MatchPiece(**OF_VEHICLE, number=1, **stretch))


def _stop():
    return {
        "kind": "collect",
        "trip": 1,
        "arrives_at": NOW,
        "leaves_at": LATER,
        "service_s": 1,
        "kg": 1,
        "load_kg": 1,
        "leg_m": 1,
        "leg_s": 1,
        "leg": LINE,
    }

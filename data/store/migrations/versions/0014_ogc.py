"""Views for programs that read maps: `ogc` for people who are signed in, `open_data` for everybody.

A view shows what stands in its list of columns and no more: no phone, no account, no secret; where trucks are
stands in `ogc.positions` alone. Views read with the owner's rights, so that a reader needs none on tables.
Days are counted back from the newest one that is there, which fits a clock that is not the real one.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OPEN = "(valid_to is null or valid_to > (now() at time zone 'Asia/Jakarta')::date)"
_DAYS_OF_ROUTES = 14
_DAYS_OF_VISITS = 62

_VILLAGES = f"""
select v.code, v.name, v.kecamatan, v.kind, d.id is not null as dms,
  coalesce(d.confirmed, false) as dms_confirmed, d.valid_from as dms_since, v.area_km2, v.population_estimate,
  v.island, coalesce(p.points, 0)::integer as points, v.source, v.confidence, v.geom
from village v
left join lateral (
  select id, confirmed, valid_from from dms_status where village_code = v.code and {_OPEN}
  order by valid_from desc limit 1
) d on true
left join (select village_code, count(*) as points from collection_point where {_OPEN} group by 1) p
  on p.village_code = v.code
"""

_POINTS = f"""
select c.id, c.code, c.name, c.village_code, v.name as village, v.kecamatan, c.kind, c.stream,
  c.amount_kg_day, c.container_m3, c.service_s, c.window_from, c.window_to, c.times_per_week,
  (select string_agg((array['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'])[d + 1], ', '
   order by d) from unnest(c.weekdays) d) as weekdays,
  array_to_string(c.allowed_classes, ',') as allowed_classes,
  (select operating_day from visit where point_id = c.id and kind = 'collect'
   order by arrived_at desc limit 1) as last_emptied_on,
  c.sample, c.source, c.confidence, c.valid_from, c.geom
from (select * from collection_point where {_OPEN}) c
join village v on v.code = c.village_code
"""

_FACILITIES = f"""
select id, code, name, kind, status, opens, closes, unload_s, visit_radius_m, capacity_t_day,
  received_t_year, estimated, source, confidence, valid_from, geom
from facility where {_OPEN}
"""

_ROUTES = f"""
select r.id, c.operating_day, c.vehicle_id, w.plate, w.class_code, r.leaves_at, r.returns_at, r.trips,
  r.distance_m, r.load_kg, r.acknowledged_at is not null as acknowledged,
  (select count(*) from route_stop s where s.route_id = r.id and s.kind = 'collect')::integer as stops,
  (select st_collect(s.leg order by s.number) from route_stop s where s.route_id = r.id)
    ::geometry(MultiLineString, 4326) as geom
from current_route c
join route r on r.id = c.route_id
join vehicle w on w.id = c.vehicle_id
where c.operating_day > (select max(operating_day) from current_route) - {_DAYS_OF_ROUTES}
"""

_STOPS = f"""
select s.route_id * 10000 + s.number as id, c.operating_day, c.vehicle_id, w.plate, s.number, s.trip, s.kind,
  coalesce(p.code, f.code) as place_code, coalesce(p.name, f.name) as place, s.arrives_at, s.leaves_at, s.kg,
  s.load_kg, coalesce(p.geom, f.geom)::geometry(Point, 4326) as geom
from current_route c
join route_stop s on s.route_id = c.route_id
join vehicle w on w.id = c.vehicle_id
left join collection_point p on p.id = s.point_id
left join facility f on f.id = s.facility_id
where c.operating_day > (select max(operating_day) from current_route) - {_DAYS_OF_ROUTES}
"""

_VISITS = f"""
select s.id, s.operating_day, s.vehicle_id, w.plate, s.kind, coalesce(p.code, f.code) as place_code,
  coalesce(p.name, f.name) as place, s.arrived_at, s.left_at, s.kg_estimate, s.source, s.confidence,
  coalesce(p.geom, f.geom)::geometry(Point, 4326) as geom
from visit s
join vehicle w on w.id = s.vehicle_id
left join collection_point p on p.id = s.point_id
left join facility f on f.id = s.facility_id
where s.operating_day > (select max(operating_day) from visit) - {_DAYS_OF_VISITS}
"""

_CLOSURES = """
select id, kind, reason, array_to_string(class_codes, ',') as class_codes, valid_from, valid_to, source, geom
from road_closure
where lifted_at is null and (valid_to is null or valid_to > now() - interval '1 day')
"""

_ROADS = """
select r.id, r.osm_id, r.road_class, r.name, s.kind = 'synthetic' as synthetic, r.geom
from road_snapshot s join road r on r.checksum = s.checksum
where s.is_current
"""

# a vehicle in which two devices sit is where the newer fix says
_POSITIONS = """
select distinct on (a.vehicle_id) a.vehicle_id, w.plate, w.class_code, l.fix_time, l.received_at,
  l.speed_kmh, l.course_deg, l.accuracy_m, l.geom
from latest_position l
join device_assignment a on a.device_id = l.device_id and a.valid_to is null
join vehicle w on w.id = a.vehicle_id
order by a.vehicle_id, l.fix_time desc
"""

_OPEN_VILLAGES = """
select code, name, kecamatan, kind, dms, dms_confirmed, dms_since, area_km2, population_estimate,
  confidence, geom
from ogc.villages
"""

_OPEN_POINTS = """
select code, name, village_code, village, kecamatan, kind, stream, amount_kg_day, container_m3,
  times_per_week, weekdays, sample, confidence, geom
from ogc.points
"""

_OPEN_FACILITIES = """
select code, name, kind, status, opens, closes, capacity_t_day, received_t_year, estimated, confidence, geom
from ogc.facilities
"""

# Whole days that are over, whole regency: nobody can tell from it which truck is where.
_OPEN_DAILY = """
select r.operating_day, count(*)::integer as rit, count(distinct r.vehicle_id)::integer as vehicles,
  round(sum(r.kg_estimate))::integer as kg_estimate,
  (select count(distinct v.point_id) from visit v
   where v.operating_day = r.operating_day and v.kind = 'collect')::integer as points_served
from rit r
where r.operating_day < (now() at time zone 'Asia/Jakarta')::date
group by r.operating_day
"""

# view -> what it is, for people, and its query; later ones stand on earlier ones
VIEWS = {
    "ogc.villages": ("Desa dan kelurahan / villages, one inner point each", _VILLAGES),
    "ogc.points": ("Titik angkut / collection points", _POINTS),
    "ogc.facilities": ("Fasilitas / landfill, TPS3R, waste banks, pools", _FACILITIES),
    "ogc.routes": ("Rute / valid routes of the newest 14 days", _ROUTES),
    "ogc.stops": ("Perhentian / planned stops of the newest 14 days", _STOPS),
    "ogc.visits": ("Kunjungan / visits seen in the newest 62 days", _VISITS),
    "ogc.closures": ("Penutupan jalan / road closures", _CLOSURES),
    "ogc.roads": ("Jalan / roads in use, (c) OpenStreetMap contributors unless synthetic", _ROADS),
    "ogc.positions": ("Posisi terakhir / last position of each truck", _POSITIONS),
    "open_data.villages": ("Desa dan kelurahan, dan status DMS / villages and DMS status", _OPEN_VILLAGES),
    "open_data.points": ("Titik angkut / collection points", _OPEN_POINTS),
    "open_data.facilities": ("Fasilitas pengelolaan sampah / waste facilities", _OPEN_FACILITIES),
    "open_data.daily": ("Pengangkutan per hari / collection per day", _OPEN_DAILY),
}


def upgrade() -> None:
    op.execute("create schema ogc")
    op.execute("create schema open_data")
    for name, (meaning, query) in VIEWS.items():
        op.execute(f"create view {name} as {query}")
        op.execute(f"comment on view {name} is '{meaning}'")


def downgrade() -> None:
    op.execute("drop schema open_data cascade")
    op.execute("drop schema ogc cascade")

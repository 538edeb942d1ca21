/** A made-up week of three days, three trucks and two villages, for tests. */
import type { BoardCell, BoardPoint, BoardStop, Violation, WeekBoard } from "../types";

export const MON = "2026-11-23";
export const TUE = "2026-11-24";
export const SUN = "2026-11-29";

export const stop = (code: string, kg: number, kind: BoardStop["kind"] = "collect"): BoardStop => ({
  kind,
  code,
  arrives_at: "2026-11-23T00:00:00Z",
  leaves_at: "2026-11-23T00:05:00Z",
  kg,
  load_kg: kg,
  trip: 1,
});

export const cell = (vehicle: string, day: string, more: Partial<BoardCell> = {}): BoardCell => ({
  day,
  vehicle,
  state: "works",
  away: null,
  kg: 1000,
  litres: 4,
  trips: 1,
  km: 20,
  hours: 5,
  shift_hours: 8,
  fill_share: 0.5,
  over: false,
  leaves_at: null,
  returns_at: null,
  stops: [],
  ...more,
});

export const point = (code: string, village: string, visits: Record<string, string>): BoardPoint => ({
  code,
  name: `TPS ${code}`,
  village_code: village,
  village: `Desa ${village}`,
  kecamatan: "Jepara",
  lon: 110.6,
  lat: -6.6,
  stream: "mixed",
  kind: "tps",
  source: "",
  confidence: "C",
  days: Object.keys(visits),
  vehicles: visits,
  times: 2,
  least_gap: 2,
  most_gap: 4,
  kg: 500,
  low_kg: 400,
  high_kg: 600,
  moved: false,
  excluded: false,
  pinned: [],
  unserved: null,
  unserved_id: null,
  unserved_en: null,
});

export const violation = (more: Partial<Violation>): Violation => ({
  rule: "gap",
  day: null,
  vehicle: "",
  point: "",
  facility: "",
  amount: 1,
  hard: true,
  message_id: "terlalu lama",
  message_en: "too long",
  ...more,
});

const day = (date: string, kg: number, collects = true) => ({
  day: date,
  holiday: collects ? "" : "Minggu",
  collects,
  kg,
  km: 20,
  hours: 5,
  trips: 1,
  vehicles: 1,
  points: 1,
  feasible: true,
});

export function madeUpWeek(): WeekBoard {
  const vehicle = (id: string) => ({
    id,
    plate: `K 95${id} C`,
    class_code: "dump_truck",
    class_name: "Dump truck",
    driver: { name: `Pak ${id}`, phone: null },
    class_name_en: "Dump truck",
    work: "stationary",
    pool: "pool",
    relief: [],
    territory: [],
  });
  return {
    id: 7,
    name: "",
    first_day: MON,
    number: 1,
    status: "draft",
    origin: "solver",
    engine: "test",
    feasible: true,
    parent_id: null,
    kecamatan: [],
    measures: {} as WeekBoard["measures"],
    requested_by: "rina",
    created_at: "2026-11-20T01:00:00Z",
    changed_by: "rina",
    changed_at: "2026-11-20T01:00:00Z",
    published_at: null,
    published_by: null,
    version: 3,
    days: [day(MON, 1500), day(TUE, 500), day(SUN, 0, false)],
    vehicles: ["01", "02", "03"].map(vehicle),
    cells: [
      cell("01", MON, { kg: 900, stops: [stop("A1", 400), stop("B1", 500), stop("tpa", 900, "unload")] }),
      cell("02", MON, { kg: 600, stops: [stop("A2", 600)] }),
      cell("01", TUE, { kg: 500, stops: [stop("A1", 500)] }),
      cell("03", TUE, { state: "away", away: "kir", kg: 0 }),
    ],
    points: [
      point("A1", "A", { [MON]: "01", [TUE]: "01" }),
      point("A2", "A", { [MON]: "02" }),
      point("B1", "B", { [MON]: "01" }),
    ],
    violations: [violation({ day: TUE, vehicle: "01", point: "A1" })],
    facilities: [
      { code: "tpa", name: "TPA", kind: "landfill", lon: 110.7, lat: -6.5 },
      { code: "pool", name: "Pool", kind: "pool", lon: 110.65, lat: -6.6 },
    ],
    wishes: {},
    edits: [],
    can_undo: false,
    can_redo: false,
  };
}

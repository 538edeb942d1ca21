/** A week as its board looks at it: cells by vehicle and day, villages by day, sums, and what is amiss where. */
import type { BoardCell, BoardDay, BoardPoint, BoardStop, Violation, WeekBoard, WeekVehicle } from "../types";

/** What of a village is emptied on one day. */
export interface VillageCell {
  day: string;
  kg: number;
  vehicles: string[];
  points: string[];
}

export interface VillageRow {
  code: string;
  name: string;
  kecamatan: string;
  points: BoardPoint[];
  cells: Record<string, VillageCell>;
  kg: number;
  excluded: number;
  unserved: number;
}

export interface VehicleRow {
  vehicle: WeekVehicle;
  kg: number;
  hours: number;
  trips: number;
  days: number;
}

export interface BoardIndex {
  cells: ReadonlyMap<string, BoardCell>;
  points: ReadonlyMap<string, BoardPoint>;
  vehicles: ReadonlyMap<string, WeekVehicle>;
  vehicleRows: VehicleRow[];
  villageRows: VillageRow[];
  /** What breaks a rule, by the key of the cell of the trucks' grid, and by that of the villages' grid. */
  marks: ReadonlyMap<string, Violation[]>;
  /** Mean tonnage of the days on which trucks go out, in kilograms. */
  meanKg: number;
}

/** The key of a cell: who (a vehicle or a village) on which day. */
export const cellKey = (row: string, day: string) => `${row}|${day}`;

export function indexOf(week: WeekBoard): BoardIndex {
  const cells = new Map(week.cells.map((cell) => [cellKey(cell.vehicle, cell.day), cell]));
  const points = new Map(week.points.map((point) => [point.code, point]));
  return {
    cells,
    points,
    vehicles: new Map(week.vehicles.map((vehicle) => [vehicle.id, vehicle])),
    vehicleRows: week.vehicles.map((vehicle) => vehicleRow(vehicle, week.days, cells)),
    villageRows: villageRows(week, points),
    marks: marksOf(week.violations, points),
    meanKg: meanOf(week.days),
  };
}

function vehicleRow(
  vehicle: WeekVehicle,
  days: readonly BoardDay[],
  cells: ReadonlyMap<string, BoardCell>,
): VehicleRow {
  const row: VehicleRow = { vehicle, kg: 0, hours: 0, trips: 0, days: 0 };
  for (const { day } of days) {
    const cell = cells.get(cellKey(vehicle.id, day));
    if (cell?.state !== "works") continue;
    row.kg += cell.kg;
    row.hours += cell.hours;
    row.trips += cell.trips;
    row.days += 1;
  }
  return row;
}

function villageRows(week: WeekBoard, points: ReadonlyMap<string, BoardPoint>): VillageRow[] {
  const rows = new Map<string, VillageRow>();
  for (const point of week.points) addPoint(rows, point);
  for (const cell of week.cells) {
    for (const stop of cell.stops) {
      const point = stop.kind === "collect" ? points.get(stop.code) : undefined;
      const row = point && rows.get(point.village_code);
      if (row) addVisit(row, cell, stop);
    }
  }
  return [...rows.values()].sort(
    (a, b) => a.kecamatan.localeCompare(b.kecamatan, "id") || a.name.localeCompare(b.name, "id"),
  );
}

function addPoint(rows: Map<string, VillageRow>, point: BoardPoint): void {
  const code = point.village_code;
  const row = rows.get(code) ?? {
    code,
    name: point.village,
    kecamatan: point.kecamatan,
    points: [],
    cells: {},
    kg: 0,
    excluded: 0,
    unserved: 0,
  };
  row.points.push(point);
  if (point.excluded) row.excluded += 1;
  else if (point.days.length === 0) row.unserved += 1;
  rows.set(code, row);
}

function addVisit(row: VillageRow, cell: BoardCell, stop: BoardStop): void {
  row.cells[cell.day] ??= { day: cell.day, kg: 0, vehicles: [], points: [] };
  const found = row.cells[cell.day] as VillageCell;
  found.kg += stop.kg;
  found.points.push(stop.code);
  if (!found.vehicles.includes(cell.vehicle)) found.vehicles.push(cell.vehicle);
  row.kg += stop.kg;
}

function marksOf(
  violations: readonly Violation[],
  points: ReadonlyMap<string, BoardPoint>,
): Map<string, Violation[]> {
  const marks = new Map<string, Violation[]>();
  const add = (key: string, violation: Violation) => {
    const before = marks.get(key);
    if (before) before.push(violation);
    else marks.set(key, [violation]);
  };
  for (const violation of violations) {
    const village = points.get(violation.point)?.village_code;
    if (!violation.day) {
      if (village) add(village, violation);
      continue;
    }
    if (violation.vehicle) add(cellKey(violation.vehicle, violation.day), violation);
    if (village) add(cellKey(village, violation.day), violation);
  }
  return marks;
}

function meanOf(days: readonly BoardDay[]): number {
  const working = days.filter((day) => day.collects);
  return working.length > 0 ? working.reduce((sum, day) => sum + day.kg, 0) / working.length : 0;
}

/** How much is amiss somewhere: what must not be, and what is worth a look. */
export interface Marks {
  hard: number;
  soft: number;
}

export function countOf(violations: readonly Violation[] | undefined): Marks {
  const hard = (violations ?? []).filter((one) => one.hard).length;
  return { hard, soft: (violations?.length ?? 0) - hard };
}

/** How far a day lies from the mean of the working days, as a share of it; null on a day without trucks. */
export function offMean(day: BoardDay, meanKg: number): number | null {
  return day.collects && meanKg > 0 ? day.kg / meanKg - 1 : null;
}

/** Why a cell is over: what exceeds what. */
export type OverReason = "hours" | "load" | "other";

export function overReasons(cell: BoardCell): OverReason[] {
  if (!cell.over) return [];
  const reasons: OverReason[] = [];
  if (cell.shift_hours > 0 && cell.hours > cell.shift_hours + 0.005) reasons.push("hours");
  if (cell.fill_share > 1.0005) reasons.push("load");
  return reasons.length > 0 ? reasons : ["other"];
}

/** The stops of a cell by village, in the order in which the vehicle comes to each for the first time. */
export interface VillageStops {
  code: string;
  name: string;
  kg: number;
  stops: BoardStop[];
}

export function villagesOf(cell: BoardCell, points: ReadonlyMap<string, BoardPoint>): VillageStops[] {
  const found = new Map<string, VillageStops>();
  for (const stop of cell.stops) {
    const point = stop.kind === "collect" ? points.get(stop.code) : undefined;
    if (!point) continue;
    const code = point.village_code;
    const village = found.get(code) ?? { code, name: point.village, kg: 0, stops: [] };
    village.kg += stop.kg;
    village.stops.push(stop);
    found.set(code, village);
  }
  return [...found.values()];
}

/** What the small map draws: all points quietly, those looked at in their days' colours, a cell's order as a line. */
import type { Feature, FeatureCollection, LineString, Point } from "geojson";
import type { BoardCell, BoardPoint, WeekBoard } from "../types";
import { dayColour } from "./format";
import { type BoardIndex, cellKey } from "./model";
import type { Selection } from "./selection";

export interface PointMark {
  code: string;
  name: string;
  colour: string;
  /** Looked at; the others step back. */
  focus: boolean;
  chosen: boolean;
  /** The place in the order of the vehicle's day, as text; empty outside one. */
  order: string;
}

export interface Drawn {
  points: FeatureCollection<Point, PointMark>;
  line: FeatureCollection<LineString>;
  /** What shall be in view; empty: everything. */
  focus: [number, number][];
}

const NEVER = "#8b949b";

export function drawn(week: WeekBoard, index: BoardIndex, selection: Selection | null): Drawn {
  const cell =
    selection?.row?.kind === "truck" && selection.day !== null
      ? index.cells.get(cellKey(selection.row.code, selection.day))
      : undefined;
  const orders = orderOf(cell);
  const columns = new Map(week.days.map(({ day }, column) => [day, column]));
  const looked = week.points.filter((point) => isLookedAt(point, selection));
  const focused = new Set(looked.map(({ code }) => code));
  const features = week.points.map((point): Feature<Point, PointMark> => {
    const focus = selection === null || focused.has(point.code);
    return {
      type: "Feature",
      geometry: { type: "Point", coordinates: [point.lon, point.lat] },
      properties: {
        code: point.code,
        name: point.name,
        colour: colourOf(point, selection, columns),
        focus,
        chosen: selection?.point === point.code,
        order: orders.get(point.code) ?? "",
      },
    };
  });
  return {
    points: { type: "FeatureCollection", features },
    line: { type: "FeatureCollection", features: lineOf(cell, week, index, columns) },
    focus: selection === null ? [] : looked.map(({ lon, lat }) => [lon, lat]),
  };
}

function isLookedAt(point: BoardPoint, selection: Selection | null): boolean {
  if (!selection) return false;
  if (selection.point === point.code) return true;
  const { row, day } = selection;
  if (row?.kind === "village") return point.village_code === row.code;
  if (row === null) return day !== null && point.days.includes(day);
  return day === null ? Object.values(point.vehicles).includes(row.code) : point.vehicles[day] === row.code;
}

/** The colour of the day that is looked at where the point has it, else of its first. */
function colourOf(
  point: BoardPoint,
  selection: Selection | null,
  columns: ReadonlyMap<string, number>,
): string {
  const asked = selection?.day;
  const day = asked && point.days.includes(asked) ? asked : point.days[0];
  const column = day === undefined ? undefined : columns.get(day);
  return column === undefined ? NEVER : dayColour(column);
}

function orderOf(cell: BoardCell | undefined): Map<string, string> {
  const collects = (cell?.stops ?? []).filter(({ kind }) => kind === "collect");
  return new Map(collects.map(({ code }, place) => [code, String(place + 1)]));
}

/** From the pool over all halts and back, straight from one to the next. */
function lineOf(
  cell: BoardCell | undefined,
  week: WeekBoard,
  index: BoardIndex,
  columns: ReadonlyMap<string, number>,
): Feature<LineString>[] {
  if (!cell || cell.stops.length === 0) return [];
  const places = new Map(week.facilities.map((place) => [place.code, place]));
  const pool = index.vehicles.get(cell.vehicle)?.pool ?? "";
  const codes = [pool, ...cell.stops.map(({ code }) => code), pool];
  const coordinates = codes.flatMap((code) => {
    const place = index.points.get(code) ?? places.get(code);
    return place ? [[place.lon, place.lat]] : [];
  });
  if (coordinates.length < 2) return [];
  return [
    {
      type: "Feature",
      geometry: { type: "LineString", coordinates },
      properties: { colour: dayColour(columns.get(cell.day) ?? 0) },
    },
  ];
}

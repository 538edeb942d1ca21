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

type Places = ReadonlyMap<string, [number, number]>;

const NEVER = "#8b949b";

export function drawn(
  week: WeekBoard,
  index: BoardIndex,
  selection: Selection | null,
  places: Places,
): Drawn {
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
    line: { type: "FeatureCollection", features: lineOf(cell, index, places, columns) },
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

function lineOf(
  cell: BoardCell | undefined,
  index: BoardIndex,
  places: Places,
  columns: ReadonlyMap<string, number>,
): Feature<LineString>[] {
  const coordinates = (cell?.stops ?? []).flatMap(({ code }) => {
    const point = index.points.get(code);
    const place = point ? ([point.lon, point.lat] as [number, number]) : places.get(code);
    return place ? [place] : [];
  });
  if (!cell || coordinates.length < 2) return [];
  return [
    {
      type: "Feature",
      geometry: { type: "LineString", coordinates },
      properties: { colour: dayColour(columns.get(cell.day) ?? 0) },
    },
  ];
}

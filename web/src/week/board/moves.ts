/** What is taken and where it may be put down: the edits behind drags and the dialog "Pindahkan…". */
import type { EditBody } from "../types";
import { type BoardIndex, cellKey } from "./model";

/** A village or a point, taken from a day and, where that is known, from a vehicle. */
export interface Taken {
  kind: "village" | "point";
  code: string;
  fromDay: string;
  fromVehicle: string | null;
}

export interface Target {
  day: string;
  /** Null: whoever fits best, or whoever comes now. */
  vehicle: string | null;
}

export type Refusal = "same" | "no-trucks" | "away";

export type Move = { edit: EditBody } | { refused: Refusal };

/** The edit that puts `taken` down at `target`, or why that makes no sense. */
export function moveOf(
  taken: Taken,
  target: Target,
  index: Pick<BoardIndex, "cells">,
  working: ReadonlySet<string>,
): Move {
  const sameDay = target.day === taken.fromDay;
  if (sameDay && (target.vehicle === null || target.vehicle === taken.fromVehicle))
    return { refused: "same" };
  if (!working.has(target.day)) return { refused: "no-trucks" };
  const cell = target.vehicle === null ? undefined : index.cells.get(cellKey(target.vehicle, target.day));
  if (cell?.state === "away") return { refused: "away" };
  return { edit: editOf(taken, target, sameDay) };
}

function editOf(taken: Taken, target: Target, sameDay: boolean): EditBody {
  const vehicle = target.vehicle === null ? {} : { vehicle: target.vehicle };
  const days = { from_day: taken.fromDay, to_day: target.day };
  if (taken.kind === "village") return { kind: "move_village", village: taken.code, ...days, ...vehicle };
  if (sameDay && target.vehicle !== null) {
    return { kind: "assign", point: taken.code, day: target.day, vehicle: target.vehicle };
  }
  return { kind: "move", point: taken.code, ...days, ...vehicle };
}

/** A visit that an edit takes away or adds; `vehicle` where it names one. */
interface Touch {
  point: string;
  day: string;
  vehicle?: string | undefined;
}

/** The keys of the cells that an edit will change, as far as can be known before its answer. */
export function touchedBy(edit: EditBody, index: BoardIndex): Set<string> {
  const keys = new Set<string>();
  for (const { point, day, vehicle } of touchesOf(edit, index)) {
    const found = index.points.get(point);
    if (!found) continue;
    keys.add(cellKey(found.village_code, day));
    const who = vehicle ?? found.vehicles[day];
    if (who) keys.add(cellKey(who, day));
  }
  return keys;
}

function touchesOf(edit: EditBody, index: BoardIndex): Touch[] {
  switch (edit.kind) {
    case "undo":
    case "redo":
      return [];
    case "move_village": {
      const row = index.villageRows.find(({ code }) => code === edit.village);
      const points = row?.cells[edit.from_day]?.points ?? [];
      return points.flatMap((point) => moved(point, edit, index));
    }
    case "move":
      return moved(edit.point, edit, index);
    case "assign":
      return [
        { point: edit.point, day: edit.day },
        { point: edit.point, day: edit.day, vehicle: edit.vehicle },
      ];
    default:
      return (index.points.get(edit.point)?.days ?? []).map((day) => ({ point: edit.point, day }));
  }
}

type Journey = { from_day: string; to_day: string; vehicle?: string };

/** Left where it was, come where it goes: by the vehicle that it goes with, else by the one that it had. */
function moved(point: string, { from_day, to_day, vehicle }: Journey, index: BoardIndex): Touch[] {
  const goesWith = vehicle ?? index.points.get(point)?.vehicles[from_day];
  return [
    { point, day: from_day },
    { point, day: to_day, vehicle: goesWith },
  ];
}

/** What publishing a plan will do, told before it is done. */
import type { BoardCell, WeekBoard } from "../types";

export interface PublishDay {
  day: string;
  holiday: string;
  /** It has begun: what is driven on it does not change. */
  begun: boolean;
  vehicles: string[];
  trips: number;
  /** When the first truck leaves. */
  first: string | null;
}

type Week = Pick<WeekBoard, "days" | "cells" | "status" | "violations">;

/** Each day of the plan with its trucks. */
export function publishDays({ days, cells }: Pick<Week, "days" | "cells">, today: string): PublishDay[] {
  return days.map(({ day, holiday }) => {
    const work = cells.filter((cell) => cell.day === day && goesOut(cell));
    const leaves = work.flatMap((cell) => cell.leaves_at ?? []).sort();
    return {
      day,
      holiday,
      begun: day <= today,
      vehicles: work.map(({ vehicle }) => vehicle),
      trips: work.reduce((sum, { trips }) => sum + trips, 0),
      first: leaves[0] ?? null,
    };
  });
}

const goesOut = ({ state, stops }: BoardCell) => state === "works" && stops.length > 0;

export interface Publishing {
  days: PublishDay[];
  /** Days that will be published. */
  ahead: PublishDay[];
  /** Trucks that receive a route on any of them. */
  trucks: number;
  stopped: "published" | "rules" | "begun" | null;
}

/** What will happen, or why it cannot. */
export function publishing(week: Week, today: string): Publishing {
  const days = publishDays(week, today);
  const ahead = days.filter(({ begun, vehicles }) => !begun && vehicles.length > 0);
  const trucks = new Set(ahead.flatMap(({ vehicles }) => vehicles)).size;
  return { days, ahead, trucks, stopped: stoppedBy(week, ahead.length) };
}

function stoppedBy({ status, violations }: Week, ahead: number): Publishing["stopped"] {
  if (status === "published") return "published";
  if (violations.some(({ hard }) => hard)) return "rules";
  return ahead === 0 ? "begun" : null;
}

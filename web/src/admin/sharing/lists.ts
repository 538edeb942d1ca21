/** Which lists can be taken along, by whom, and what each one asks for. */
import type { Me } from "../../api/types";
import { mayAdminister, mayPlan } from "../../app/roles";

export const FORMATS = ["xlsx", "csv", "geojson", "gpkg"] as const;
export type Format = (typeof FORMATS)[number];

export const LISTS = [
  "points",
  "villages",
  "dms",
  "facilities",
  "vehicles",
  "devices",
  "crews",
  "routes",
  "stops",
  "visits",
  "rit",
] as const;
export type ListName = (typeof LISTS)[number];

/** What a list asks for: one operating day, or the days from and to. */
export const SPAN: Partial<Record<ListName, "day" | "days">> = {
  routes: "day",
  stops: "day",
  visits: "days",
  rit: "days",
};

const CLOSED_TO: Partial<Record<ListName, (me: Me) => boolean>> = {
  crews: (me) => !mayPlan(me),
  devices: (me) => !mayAdminister(me),
};

/** The lists that an account may take along. */
export const listsOf = (me: Me) => LISTS.filter((list) => !CLOSED_TO[list]?.(me));

export interface Days {
  day: string;
  from: string;
  to: string;
}

/** The address of a list in a format, below the API. */
export function exportPath(list: ListName, format: Format, { day, from, to }: Days): string {
  const span = SPAN[list];
  const asked: Record<string, string> = span === "day" ? { day } : { from, to };
  const query = span ? new URLSearchParams(asked).toString() : "";
  return `exports/${list}.${format}${query && `?${query}`}`;
}

/** The text that a dispatcher copies into WhatsApp: what a driver has still to do, in order. */
import type { DayStop } from "../api/types";
import { driver } from "../i18n/replan/driver";
import { dayWords, wibTime } from "../time/wib";
import type { Named } from "./types";

export interface Remaining {
  plate: string;
  /** The operating day, "2026-11-26". */
  day: string;
  stops: readonly MessageStop[];
}

export type MessageStop = Pick<
  DayStop,
  "kind" | "trip" | "name" | "place" | "lat" | "lon" | "status" | "eta" | "planned_arrival"
>;

/** What is new to the driver since the message before. */
export interface Difference {
  gained: readonly Named[];
  lost: readonly Named[];
}

const DEGREE_DECIMALS = 5; // about a metre

/** A link that every phone opens in its own map application. */
export function mapLink(lat: number, lon: number): string {
  return `https://maps.google.com/?q=${lat.toFixed(DEGREE_DECIMALS)},${lon.toFixed(DEGREE_DECIMALS)}`;
}

/**
 * The remaining stops in order with times and map links, unloading and the way home included.
 *
 * @param now Stack time in milliseconds: when the text is written.
 * @param difference What changed against the route before; absent for a route that is only sent again.
 */
export function messageOf(route: Remaining, now: number, difference?: Difference): string {
  const left = route.stops.filter(isAhead);
  const title = difference ? driver.newTitle(route.plate) : driver.title(route.plate);
  const head = [title, driver.asOf(dayWords(route.day, "id"), wibTime(now)), ...changes(difference)];
  if (left.length === 0) return [...head, "", driver.nothing, driver.greeting].join("\n");
  const fresh = new Set(difference?.gained.map(({ name }) => name));
  return [...head, summary(left), ...lines(left, fresh), "", driver.greeting].join("\n");
}

function isAhead({ status }: MessageStop): boolean {
  return status !== "done" && status !== "missed";
}

function changes(difference: Difference | undefined): string[] {
  if (!difference) return [];
  const names = (list: readonly Named[]) => list.map(({ name }) => name).join(", ");
  return [
    ...(difference.gained.length > 0 ? [driver.gained(names(difference.gained))] : []),
    ...(difference.lost.length > 0 ? [driver.lost(names(difference.lost))] : []),
  ];
}

function summary(left: readonly MessageStop[]): string {
  const collects = left.filter(({ kind }) => kind === "collect").length;
  if (collects === 0) return `\n${driver.onlyWay}`;
  const trips = new Set(left.filter(({ kind }) => kind !== "end").map(({ trip }) => trip)).size;
  return `\n${driver.left(collects, trips)}`;
}

/** One line for each place and one for its link; trips are headed where there are several. */
function lines(left: readonly MessageStop[], fresh: ReadonlySet<string>): string[] {
  const several = new Set(left.map(({ trip }) => trip)).size > 1;
  let number = 0;
  let trip: number | null = null;
  return left.flatMap((stop) => {
    if (stop.kind === "collect") number += 1;
    const heads = several && stop.trip !== trip && stop.kind !== "end" ? ["", driver.trip(stop.trip)] : [];
    trip = stop.trip;
    return [...heads, words(stop, number, fresh.has(stop.name)), mapLink(stop.lat, stop.lon)];
  });
}

function words(stop: MessageStop, number: number, isFresh: boolean): string {
  const time = wibTime(stop.eta ?? stop.planned_arrival);
  // That a place is an estimate is no news to who drives there every day.
  const name = stop.name.replace(/ \(perkiraan\)$/, "");
  if (stop.kind === "unload") return driver.unload(time, name);
  if (stop.kind === "end") return driver.end(time, name);
  const line = driver.stop(number, time, name);
  return isFresh ? `${line} ${driver.fresh}` : line;
}

import type { Position } from "../api/types";

/** A fix on the way: degrees east and north, and its time in milliseconds. */
export type TailFix = readonly [lon: number, lat: number, time: number];

/** Enough for the time between two readings of the track, even at a fast clock. */
const LONGEST = 2000;

/** Add a truck's newest fix to those that arrived before it; repeats change nothing. */
export function withFix(tail: readonly TailFix[], position: Position): readonly TailFix[] {
  const time = Date.parse(position.fix_time);
  const last = tail.at(-1);
  if (last && last[2] >= time) return tail;
  return [...tail.slice(1 - LONGEST), [position.lon, position.lat, time]];
}

/** The track as it was read, continued by what has arrived since. */
export function continued(
  coordinates: readonly number[][],
  lastTime: number | undefined,
  tail: readonly TailFix[],
): number[][] {
  if (lastTime === undefined) return [...coordinates];
  const newer = tail.filter((fix) => fix[2] > lastTime * 1000);
  return [...coordinates, ...newer.map(([lon, lat]) => [lon, lat])];
}

/** Where the one sign of a closure stands: in the middle of its area, or half way along its road. */
import type { LonLat } from "./ring";

type Places = readonly (readonly number[])[];

interface Geometry {
  type: "Polygon" | "MultiPolygon" | "LineString" | "MultiLineString";
  coordinates: unknown;
}

export function signPlace({ type, coordinates }: Geometry): LonLat | null {
  if (type === "Polygon") return middleOfRing((coordinates as Places[])[0] ?? []);
  if (type === "MultiPolygon") return middleOfRing((coordinates as Places[][])[0]?.[0] ?? []);
  if (type === "MultiLineString") return halfWay((coordinates as Places[])[0] ?? []);
  return halfWay(coordinates as Places);
}

/** The centre of gravity; of an outline without area its first corner. */
function middleOfRing(ring: Places): LonLat | null {
  const [origin] = ring;
  if (!origin) return null;
  let [area, lon, lat] = [0, 0, 0];
  for (const [at, corner] of ring.entries()) {
    const next = ring[at + 1] ?? origin;
    const [ax, ay, bx, by] = [...from(origin, corner), ...from(origin, next)];
    const cross = ax * by - bx * ay;
    area += cross;
    lon += (ax + bx) * cross;
    lat += (ay + by) * cross;
  }
  const [east, north] = from([0, 0], origin);
  return area === 0 ? [east, north] : [east + lon / (3 * area), north + lat / (3 * area)];
}

function halfWay(line: Places): LonLat | null {
  const lengths = line.slice(1).map((to, i) => Math.hypot(...from(line[i] ?? to, to)));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    const [start, end] = [line[i], line[i + 1]];
    if (start && end && left <= length) {
      const share = length === 0 ? 0 : left / length;
      const [east, north] = from(start, end);
      return [(start[0] ?? 0) + east * share, (start[1] ?? 0) + north * share];
    }
    left -= length;
  }
  return null;
}

function from(origin: readonly number[], place: readonly number[]): [number, number] {
  return [(place[0] ?? 0) - (origin[0] ?? 0), (place[1] ?? 0) - (origin[1] ?? 0)];
}

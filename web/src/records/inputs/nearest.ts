import { metresBetween } from "../../places/metres";
import type { LonLat } from "../../roads/ring";

interface Placed {
  geometry: { coordinates: readonly number[] };
}

/** The thing that lies nearest to a place. */
export function nearestOf<T extends Placed>(at: LonLat, things: readonly T[]): T | null {
  let best: T | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const thing of things) {
    const [lon, lat] = thing.geometry.coordinates;
    if (lon === undefined || lat === undefined) continue;
    const metres = metresBetween(at, [lon, lat]);
    if (metres < least) [best, least] = [thing, metres];
  }
  return best;
}

/** Smooth movement of one truck: from where it is drawn to where its newest fix says it is. */

export interface Place {
  lon: number;
  lat: number;
  /** Degrees clockwise from north. */
  course: number;
}

const SHORTEST_MS = 200;
const LONGEST_MS = 15_000;
/** A little longer than the time to the next fix, so that a truck does not stop when that one is a bit late. */
const STRETCH = 1.15;
/** After a gap in the signal the way between is not known: go there quickly rather than invent it. */
const AFTER_GAP_MS = 600;
const JUMP_M = 5000;
const METRES_PER_DEGREE = 111_195;

/** How long the movement to a new fix takes, from the time between the two fixes in real milliseconds. */
export function glideMs(betweenFixesMs: number): number {
  if (betweenFixesMs > LONGEST_MS) return AFTER_GAP_MS;
  return Math.max(SHORTEST_MS, betweenFixesMs * STRETCH);
}

export class Glide {
  private from: Place;
  private to: Place;
  private startMs: number;
  private spanMs = 0;

  constructor(place: Place, nowMs: number) {
    this.from = place;
    this.to = place;
    this.startMs = nowMs;
  }

  /** Head for a new place and be there after `spanMs`. */
  moveTo(place: Place, nowMs: number, spanMs: number): void {
    const shown = this.at(nowMs);
    const far = distanceM(shown, place) > JUMP_M;
    this.from = far ? place : shown;
    this.to = place;
    this.startMs = nowMs;
    this.spanMs = far ? 0 : spanMs;
  }

  /** Where to draw the truck now. */
  at(nowMs: number): Place {
    const share = this.spanMs > 0 ? Math.min(1, Math.max(0, (nowMs - this.startMs) / this.spanMs)) : 1;
    // Turning takes the first fifth of the way: a truck looks where it goes.
    const turn = Math.min(1, share * 5);
    return {
      lon: this.from.lon + (this.to.lon - this.from.lon) * share,
      lat: this.from.lat + (this.to.lat - this.from.lat) * share,
      course: mixAngle(this.from.course, this.to.course, turn),
    };
  }
}

/** Metres between two places that are near each other; good to a per mille within a regency. */
export function distanceM(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(east, b.lat - a.lat) * METRES_PER_DEGREE;
}

/** Between two courses by the shorter turn, in degrees [0, 360). */
export function mixAngle(from: number, to: number, share: number): number {
  const turn = ((((to - from) % 360) + 540) % 360) - 180;
  return (from + turn * share + 360) % 360;
}

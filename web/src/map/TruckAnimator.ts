import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as MapLibreMap } from "maplibre-gl";
import type { Position } from "../api/types";
import { nameOf, needsEye } from "../fleet/attention";
import { clearCentre } from "./clearArea";
import { distanceM, Glide, glideMs, type Place } from "./glide";

interface Moving {
  position: Position;
  glide: Glide;
  drawn: Place;
}

const METRES_PER_PIXEL_AT_ZERO = 77_760;
const VISIBLE_PX = 0.4;
const VISIBLE_TURN_DEG = 2;

/**
 * Moves the trucks on the map between their fixes.
 *
 * Each frame costs nothing unless a truck has moved by a visible amount; and a new picture is handed to the map
 * only after it has drawn the last one, so that a slow machine drops frames instead of falling behind.
 */
export class TruckAnimator {
  private readonly trucks = new Map<string, Moving>();
  private frame = 0;
  private dirty = false;
  private busy = false;
  private followed: string | null = null;
  private readonly still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  constructor(
    private readonly map: MapLibreMap,
    private readonly sourceId: string,
    private readonly rate: number,
  ) {}

  start(followed: string | null): void {
    this.followed = followed;
    this.dirty = true;
    this.frame = requestAnimationFrame(this.onFrame);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** Take new fixes; each truck heads for its own from where it is drawn now. */
  take(changed: readonly Position[]): void {
    const now = performance.now();
    for (const position of changed) this.takeOne(position, now);
    this.dirty = true;
  }

  /** Take trucks off the map that are no longer shown. */
  drop(vehicleIds: readonly string[]): void {
    for (const id of vehicleIds) this.trucks.delete(id);
    this.dirty ||= vehicleIds.length > 0;
  }

  private takeOne(position: Position, now: number): void {
    const known = this.trucks.get(position.vehicle_id);
    const course = position.course_deg ?? known?.drawn.course ?? 0;
    const place = { lon: position.lon, lat: position.lat, course };
    if (!known) {
      this.trucks.set(position.vehicle_id, { position, glide: new Glide(place, now), drawn: place });
      return;
    }
    const between = Date.parse(position.fix_time) - Date.parse(known.position.fix_time);
    known.position = position;
    if (between > 0) known.glide.moveTo(place, now, this.still ? 0 : glideMs(between / this.rate));
  }

  /** Nobody sees the map in a hidden tab or under another area: what moved is drawn when it is seen again. */
  private get unseen(): boolean {
    return document.hidden || this.map.getContainer().closest("[inert]") !== null;
  }

  private readonly onFrame = (now: number): void => {
    this.frame = requestAnimationFrame(this.onFrame);
    if (this.busy || this.unseen) return;
    const moved = this.step(now);
    if (!moved && !this.dirty) return;
    this.draw();
    this.keepInView();
  };

  /** Move every truck to its place of this moment; whether any went a visible way. */
  private step(now: number): boolean {
    const visibleM = (VISIBLE_PX * METRES_PER_PIXEL_AT_ZERO) / 2 ** this.map.getZoom();
    const places = [...this.trucks.values()].map((truck) => ({ truck, place: truck.glide.at(now) }));
    const moved = places.some(
      ({ truck, place }) =>
        distanceM(truck.drawn, place) > visibleM ||
        Math.abs(truck.drawn.course - place.course) > VISIBLE_TURN_DEG,
    );
    if (moved || this.dirty) for (const { truck, place } of places) truck.drawn = place;
    return moved;
  }

  private draw(): void {
    const source = this.map.getSource<GeoJSONSource>(this.sourceId);
    if (!source) return;
    this.dirty = false;
    this.busy = true;
    const release = () => {
      this.busy = false;
    };
    source.setData(this.picture()).then(release, release);
  }

  private picture(): FeatureCollection {
    const features = [...this.trucks.values()].map(({ position, drawn }) => ({
      type: "Feature" as const,
      geometry: { type: "Point" as const, coordinates: [drawn.lon, drawn.lat] },
      properties: {
        id: position.vehicle_id,
        name: nameOf(position),
        state: position.state,
        course: Math.round(drawn.course),
        eye: needsEye(position),
      },
    }));
    return { type: "FeatureCollection", features };
  }

  private keepInView(): void {
    const truck = this.followed === null ? undefined : this.trucks.get(this.followed);
    if (!truck || this.map.isZooming()) return;
    // The middle of what panel and sheet leave free, not of the whole map.
    const [right, down] = clearCentre(this.map.getContainer());
    const at = this.map.project([truck.drawn.lon, truck.drawn.lat]);
    this.map.setCenter(this.map.unproject([at.x - right, at.y - down]));
  }
}

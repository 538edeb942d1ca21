/** Shapes of the API as the console uses them. */
import type { Feature, FeatureCollection, LineString, Point } from "geojson";

export type TruckState = "driving" | "serving" | "unloading" | "standing" | "no_signal" | "broken";
export type PointStatus = "planned" | "done" | "missed" | "late" | "not_today";
export type Role = "viewer" | "dispatcher" | "planner" | "admin" | "driver";

export interface Me {
  username: string;
  role: Role;
  expires_at: string;
}

export interface SystemInfo {
  clock: { now: string; rate: number; demo: boolean; anchor_real: string | null; anchor_stack: string | null };
  operating_day: string;
  shift: { start: string; end: string };
  roads: { kind: string; source: string; attribution: string | null };
  sample_points: boolean;
  points_total: number;
  version: string;
  banners: string[];
  basemap: { style_url: string | null };
  bounds: [number, number, number, number];
}

export interface NextStop {
  name: string;
  eta: string;
  late_s: number;
}

export interface Position {
  vehicle_id: string;
  device_id: string;
  plate: string;
  class_code: string;
  lon: number;
  lat: number;
  speed_kmh: number | null;
  course_deg: number | null;
  fix_time: string;
  received_at: string;
  state: TruckState;
  place_name: string | null;
  trip: number | null;
  load_kg: number | null;
  load_pct: number | null;
  stops_done: number;
  stops_total: number;
  next_stop: NextStop | null;
  plan_id: number | null;
  plan_acknowledged: boolean;
}

export interface PointProperties {
  id: number;
  code: string;
  name: string;
  village: string;
  kecamatan: string;
  sample: boolean;
  kind: string;
  status: PointStatus;
  vehicle_id: string | null;
  eta: string | null;
  visited_at: string | null;
  kg_estimate: number | null;
}
export type PointFeature = Feature<Point, PointProperties>;
export type PointCollection = FeatureCollection<Point, PointProperties>;
export type LineFeature = Feature<LineString, { times: number[] }>;

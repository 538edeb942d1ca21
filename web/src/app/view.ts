/** What is on screen, held in the address bar so that a link can be sent. */

export type Selection =
  | { kind: "truck"; id: string }
  | { kind: "point"; id: number }
  | { kind: "closure"; id: number }
  | { kind: "facility"; id: number };

/** Villages by road minutes, driven by a vehicle class; no facility: to the nearest landfill. */
export interface ReachView {
  classCode: string;
  facility: number | null;
}

export interface MapPlace {
  zoom: number;
  lat: number;
  lon: number;
}

export const ADMIN_TABS = [
  "devices",
  "new",
  "phone",
  "quarantine",
  "import",
  "exports",
  "accounts",
  "sign-ins",
  "backups",
  "audit",
] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];

/** A place to be looked at that is no thing of ours yet. */
export interface Spot {
  lat: number;
  lon: number;
}

export interface View {
  /** Operating day; null follows the present one. */
  day: string | null;
  selection: Selection | null;
  place: MapPlace | null;
  /** The tab of the administration that lies over the map. */
  admin: AdminTab | null;
  /** What of the records lies over the map: a list, or a list and one of it ("points", "points/12"). */
  data: string | null;
  /** What of the weeks lies over the map: "list", a week ("12"), two of them ("12/vs/14"), "demand". */
  week: string | null;
  spot: Spot | null;
  /** The selected truck's day as it lies on the roads. */
  matched: boolean;
  reach: ReachView | null;
  /** The re-plan that is looked at or has just been published. */
  replan: number | null;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NUMBERED = ["point", "closure", "facility"] as const;
const CLASS_CODE = /^[a-z0-9_]{1,40}$/;
const DATA_PLACE = /^[a-z-]{1,24}(\/[\w.-]{1,64})?$/;
const WEEK_PLACE = /^[a-z0-9-]{1,24}(\/[\w-]{1,64}){0,2}$/;
const TRUCK_ID = /^[\w.-]{1,64}$/;

export function parseView(search: string): View {
  const asked = new URLSearchParams(search);
  return {
    day: parseDay(asked.get("day")),
    selection: parseSelection(asked),
    place: parsePlace(asked.get("map")),
    admin: ADMIN_TABS.find((tab) => tab === asked.get("admin")) ?? null,
    data: parsePath(asked.get("data"), DATA_PLACE),
    week: parsePath(asked.get("week"), WEEK_PLACE),
    spot: parseSpot(asked.get("spot")),
    matched: asked.get("matched") === "1",
    reach: parseReach(asked.get("reach")),
    replan: rowId(asked.get("replan")),
  };
}

export function formatView(view: View): string {
  const parts: string[] = [];
  if (view.day) parts.push(`day=${view.day}`);
  if (view.selection) parts.push(`${view.selection.kind}=${encodeURIComponent(view.selection.id)}`);
  if (view.place) {
    const { zoom, lat, lon } = view.place;
    parts.push(`map=${round(zoom, 2)}/${round(lat, 5)}/${round(lon, 5)}`);
  }
  if (view.admin) parts.push(`admin=${view.admin}`);
  if (view.data) parts.push(`data=${view.data}`);
  if (view.week) parts.push(`week=${view.week}`);
  if (view.spot) parts.push(`spot=${round(view.spot.lat, 5)}/${round(view.spot.lon, 5)}`);
  if (view.matched) parts.push("matched=1");
  if (view.reach) parts.push(`reach=${[view.reach.classCode, view.reach.facility ?? []].flat().join("/")}`);
  if (view.replan) parts.push(`replan=${view.replan}`);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

export function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return a?.kind === b?.kind && a?.id === b?.id;
}

function parseDay(text: string | null): string | null {
  return text && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function parsePath(text: string | null, known: RegExp): string | null {
  return text && known.test(text) ? text : null;
}

function parseSelection(asked: URLSearchParams): Selection | null {
  const truck = asked.get("truck");
  if (truck && TRUCK_ID.test(truck)) return { kind: "truck", id: truck };
  for (const kind of NUMBERED) {
    const id = rowId(asked.get(kind));
    if (id !== null) return { kind, id };
  }
  return null;
}

function rowId(text: string | null | undefined): number | null {
  const id = Number(text ?? "");
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

function parseReach(text: string | null): ReachView | null {
  const [classCode, facility] = (text ?? "").split("/");
  return classCode && CLASS_CODE.test(classCode) ? { classCode, facility: rowId(facility) } : null;
}

function parsePlace(text: string | null): MapPlace | null {
  const [zoom, lat, lon, ...rest] = (text ?? "").split("/").map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined || rest.length > 0) return null;
  const inRange = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return inRange ? { zoom, lat, lon } : null;
}

function parseSpot(text: string | null): Spot | null {
  const [lat, lon, ...rest] = text ? text.split("/").map(Number) : [];
  if (lat === undefined || lon === undefined || rest.length > 0) return null;
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

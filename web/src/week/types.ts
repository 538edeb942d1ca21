/** The shapes of weeks as the API gives them: what the planner's board, its list and its jobs are made of. */

export type WeekStatus = "draft" | "published" | "archived";
export type Origin = "solver" | "hand" | "import";

/** What a week comes to; amounts in their units, money in whole rupiah. */
export interface WeekMeasures {
  km: number;
  hours: number;
  overtime_hours: number;
  kg: number;
  trips: number;
  litres: number;
  cost_idr: number;
  /** How far the fullest and the emptiest working day lie from their mean, as a share of it. */
  balance_share: number;
  points: number;
  visits: number;
  moved_points: number;
  moved_share: number;
  unserved: number;
  vehicle_days: number;
}

export interface WeekRow {
  id: number;
  name: string;
  first_day: string;
  days: number;
  number: number;
  status: WeekStatus;
  origin: Origin;
  engine: string;
  feasible: boolean;
  parent_id: number | null;
  kecamatan: string[];
  measures: WeekMeasures;
  requested_by: string;
  created_at: string;
  changed_by: string;
  changed_at: string;
  published_at: string | null;
  published_by: string | null;
  version: number;
}

export interface BoardDay {
  day: string;
  /** Its name; empty on a day like others. */
  holiday: string;
  /** Trucks go out. */
  collects: boolean;
  kg: number;
  km: number;
  hours: number;
  trips: number;
  vehicles: number;
  points: number;
  feasible: boolean;
}

export interface BoardStop {
  kind: "collect" | "unload" | "end";
  code: string;
  arrives_at: string;
  leaves_at: string;
  /** Taken here; negative: tipped. */
  kg: number;
  load_kg: number;
  trip: number;
}

export type Away = "outage" | "kir" | "crew" | "holiday";

export interface BoardCell {
  day: string;
  vehicle: string;
  state: "works" | "free" | "away";
  away: Away | string | null;
  kg: number;
  /** What it collects takes up in the vehicle; no fuel. */
  litres: number;
  trips: number;
  km: number;
  hours: number;
  shift_hours: number;
  /** The fullest trip against what the vehicle holds. */
  fill_share: number;
  over: boolean;
  leaves_at: string | null;
  returns_at: string | null;
  stops: BoardStop[];
}

export interface WeekPin {
  day: string | null;
  vehicle: string;
}

export interface BoardPoint {
  code: string;
  name: string;
  village_code: string;
  village: string;
  kecamatan: string;
  lon: number;
  lat: number;
  stream: string;
  kind: string;
  source: string;
  confidence: string;
  days: string[];
  /** Day -> who comes. */
  vehicles: Record<string, string>;
  times: number;
  least_gap: number;
  most_gap: number;
  kg: number;
  low_kg: number;
  high_kg: number;
  moved: boolean;
  excluded: boolean;
  pinned: WeekPin[];
  /** Why nobody comes; null where somebody does. */
  unserved: string | null;
  /** The same in words. */
  unserved_id: string | null;
  unserved_en: string | null;
}

/** A point as an edit answers it: what the plan knows of it, without names and place. */
export type PointDelta = Pick<BoardPoint, "code"> & Partial<BoardPoint>;

export interface Violation {
  rule: string;
  day: string | null;
  vehicle: string;
  point: string;
  facility: string;
  amount: number;
  hard: boolean;
  message_id: string;
  message_en: string;
}

export interface WeekVehicle {
  id: string;
  plate: string;
  class_code: string;
  class_name: string;
  class_name_en: string;
  work: string;
  /** Code of the facility where it starts and ends. */
  pool: string;
  driver: { name: string; phone: string | null } | null;
  /** Who drives on single days instead. */
  relief: { day: string; name: string; phone: string | null }[];
  /** Districts in which its crew is at home; empty: everywhere. */
  territory: string[];
}

export interface WeekEdit {
  number: number;
  at: string;
  account: string;
  kind: string;
  text_id: string;
  text_en: string;
  undone: boolean;
}

/** A place where vehicles of the week start or tip. */
export interface WeekPlace {
  code: string;
  name: string;
  kind: string;
  lon: number;
  lat: number;
}

export interface WeekBoard extends Omit<WeekRow, "days"> {
  days: BoardDay[];
  vehicles: WeekVehicle[];
  facilities: WeekPlace[];
  cells: BoardCell[];
  points: BoardPoint[];
  violations: Violation[];
  wishes: Record<string, unknown>;
  edits: WeekEdit[];
  can_undo: boolean;
  can_redo: boolean;
}

/** One change by hand. */
export type EditBody =
  | { kind: "move"; point: string; from_day: string; to_day: string; vehicle?: string }
  | { kind: "assign"; point: string; day: string; vehicle: string; position?: number }
  | { kind: "pin"; point: string; day?: string; vehicle?: string; pinned: boolean }
  | { kind: "exclude"; point: string; excluded: boolean }
  | { kind: "frequency"; point: string; times: number }
  | { kind: "move_village"; village: string; from_day: string; to_day: string; vehicle?: string }
  | { kind: "undo" }
  | { kind: "redo" };

export interface EditDifference {
  km: number;
  litres: number;
  hours: number;
  cost_idr: number;
  new_violations: Violation[];
  gone_violations: Violation[];
}

export interface EditAnswer {
  version: number;
  days: BoardDay[];
  /** Only those that changed. */
  cells: BoardCell[];
  /** Only those that changed. */
  points: PointDelta[];
  violations: Violation[];
  measures: WeekMeasures;
  feasible: boolean;
  wishes: Record<string, unknown>;
  difference: EditDifference;
  edits: WeekEdit[];
  can_undo: boolean;
  can_redo: boolean;
}

export type JobStatus = "waiting" | "running" | "done" | "failed" | "stopped";

export interface JobDay {
  day: string;
  kg: number;
  km: number;
  hours: number;
  trips: number;
  vehicles: number;
}

export interface JobProgress {
  elapsed_s: number;
  time_limit_s: number;
  phase: string;
  cost_idr: number;
  gap_share: number | null;
  km: number;
  unserved: number;
  /** Seconds and the cost found then, in rupiah. */
  found: [number, number][];
  days: JobDay[];
}

export interface WeekJob {
  id: number;
  kind: "plan" | "improve" | "what_if" | "publish";
  status: JobStatus;
  error: string | null;
  group_id: number | null;
  week_id: number | null;
  worker: string | null;
  requested_by: string;
  requested_at: string;
  progress: JobProgress | null;
}

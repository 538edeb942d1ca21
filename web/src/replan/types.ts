/** What the day's mishaps and a re-plan look like, as the api tells them. */
import type { PointProperties } from "../api/types";

/** What a vehicle has left to do, in one plan. */
export interface Share {
  stops: number;
  trips: number;
  km: number;
  kg: number;
  returns_at: string | null;
}

export interface Named {
  code: string;
  name: string;
}

export interface VehicleChange {
  vehicle_id: string;
  plate: string;
  changed: boolean;
  before: Share | null;
  after: Share | null;
  gained: readonly Named[];
  lost: readonly Named[];
}

/** Why a re-plan is asked for; the id is that of the outage, urgent point or closure. */
export interface Cause {
  kind: "outage" | "urgent" | "facility" | "road" | "other";
  id?: number;
}

export type PointStatus = PointProperties["status"];

import { body, client } from "../../api/client";
import { askArrivals } from "../queries";
import type { JoinKit, PhoneApp } from "../types";
import type { Before } from "./arrival";

/** A phone that is being connected, and what had arrived of it before. */
export interface Joining {
  kit: JoinKit;
  app: PhoneApp;
  vehicle: string | null;
  before: Before;
}

export interface PhoneDraft {
  /** A known phone that joins again; empty: a new one. */
  known: string;
  id: string;
  app: PhoneApp;
  vehicle: string;
}

/** Make the phone known when it is new. The next step fails apart from it, and is then tried alone. */
export async function makeKnown(draft: PhoneDraft): Promise<void> {
  await body(
    client.POST("/api/v1/devices", {
      body: { id: draft.id, dialect: draft.app, vehicle_id: draft.vehicle || null },
    }),
  );
}

export async function join(deviceId: string, app: PhoneApp, vehicle: string | null): Promise<Joining> {
  // Counted before the new secret is made: whatever comes on top of it came by the new code.
  const before = await askArrivals(deviceId);
  const kit = await body(
    client.POST("/api/v1/devices/{device_id}/join", { params: { path: { device_id: deviceId } } }),
  );
  return { kit, app, vehicle, before };
}

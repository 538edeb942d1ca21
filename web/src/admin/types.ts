import type { Readable } from "openapi-typescript-helpers";
import type * as schema from "../api/schema";

export type Device = Readable<schema.Device>;
export type Dialect = Device["dialect"];
export type HealthState = Device["state"];
export type Vehicle = Readable<schema.Vehicle>;
export type NewSpeaker = Readable<schema.NewSpeaker>;
export type JoinKit = Readable<schema.JoinKit>;
export type Arrivals = Readable<schema.Arrivals>;
export type QuarantineRow = Readable<schema.QuarantineRow>;
export type QuarantineDetail = Readable<schema.QuarantineDetail>;
export type ReasonCount = Readable<schema.ReasonCount>;

/** The dialects that an app on a phone speaks. */
export const PHONE_APPS = ["owntracks", "traccar_client"] as const;
export type PhoneApp = (typeof PHONE_APPS)[number];

export const isPhoneApp = (dialect: Dialect): dialect is PhoneApp =>
  (PHONE_APPS as readonly Dialect[]).includes(dialect);

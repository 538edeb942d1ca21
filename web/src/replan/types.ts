/** Words of the api for a day that goes wrong, by the names that this room uses. */
import type { ChangedStop, ReplanCause } from "../api/types";

export type { Share, VehicleChange } from "../api/types";
export type Named = ChangedStop;

/** Why a re-plan is asked for; the id is that of the outage, urgent point or closure. */
export interface Cause {
  kind: ReplanCause["kind"];
  id?: number;
}

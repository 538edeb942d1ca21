import type { QuarantineFilter } from "../../api/schema";

export type QuarantineState = "open" | "resolved" | "all";

/** What a person has asked for in the quarantine. */
export interface QuarantineAsked {
  reason: string;
  device: string;
  text: string;
  state: QuarantineState;
}

export const EVERYTHING_OPEN: QuarantineAsked = { reason: "", device: "", text: "", state: "open" };

/** The same for the server, which is not to be asked for empty words. */
export function queryOf(asked: QuarantineAsked): QuarantineFilter {
  const filter: QuarantineFilter = {};
  if (asked.reason) filter.reason = asked.reason;
  if (asked.device.trim()) filter.device = asked.device.trim();
  if (asked.text.trim()) filter.q = asked.text.trim();
  return filter;
}

/** Why a road is closed: usual reasons are kept in Indonesian and shown in either language. */
import { id } from "../i18n/roads/id";
import type { Texts } from "../i18n/texts";

export const REASONS = ["flood", "landslide", "works", "market", "feast", "other"] as const;
export type Reason = (typeof REASONS)[number];

const BETWEEN = ": ";

/** What is kept: "Banjir", "Banjir: selutut", or the person's own words alone; empty when none are there. */
export function reasonKept(reason: Reason, detail: string): string {
  const own = detail.trim();
  if (reason === "other") return own;
  return own ? `${id.reasons[reason]}${BETWEEN}${own}` : id.reasons[reason];
}

/** What was kept in the language of the screen; words of people are left as they are. */
export function reasonShown(kept: string, t: Texts): string {
  const known = REASONS.find((reason) => reason !== "other" && begins(kept, id.reasons[reason]));
  return known ? t.roads.reasons[known] + kept.slice(id.reasons[known].length) : kept;
}

function begins(kept: string, word: string): boolean {
  return kept === word || kept.startsWith(word + BETWEEN);
}

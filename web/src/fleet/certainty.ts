export type Certainty = "high" | "middle" | "low" | "none";

const HIGH = 0.8;
const MIDDLE = 0.5;

/** How sure the matched roads are, from the mean between 0 and 1; none where nothing was matched. */
export function certainty(confidence: number | null): Certainty {
  if (confidence === null) return "none";
  if (confidence >= HIGH) return "high";
  return confidence >= MIDDLE ? "middle" : "low";
}

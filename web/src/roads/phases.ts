import type { ClosureFeature } from "../api/types";

/** What was lifted is over, whatever its time said. */
export const PHASES = ["now", "coming", "past"] as const;
export type Phase = (typeof PHASES)[number];

/** Closures by phase: what holds by its end, what comes by its beginning, what is over latest first. */
export function byPhase(closures: readonly ClosureFeature[]): Record<Phase, ClosureFeature[]> {
  const of = (phase: Phase) => closures.filter((closure) => phaseOf(closure) === phase);
  return {
    now: of("now").sort((a, b) => endOf(a) - endOf(b)),
    coming: of("coming").sort((a, b) => startOf(a) - startOf(b)),
    past: of("past").sort((a, b) => endOf(b) - endOf(a)),
  };
}

function phaseOf({ properties: { state } }: ClosureFeature): Phase {
  return state === "lifted" ? "past" : state;
}

function startOf({ properties }: ClosureFeature): number {
  return Date.parse(properties.valid_from);
}

/** When it ended or will end; without an end it comes last. */
function endOf({ properties: { lifted_at, valid_to } }: ClosureFeature): number {
  const end = lifted_at ?? valid_to;
  return end ? Date.parse(end) : Number.POSITIVE_INFINITY;
}

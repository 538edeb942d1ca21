/** Broken rules of one kind, told once with all their places. */
import type { Violation } from "../types";

export interface Kind {
  rule: string;
  hard: boolean;
  violations: Violation[];
}

/** The kinds of broken rules, those that must hold first, then those with most places. */
export function kindsOf(violations: readonly Violation[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const violation of violations) {
    const { rule, hard } = violation;
    const key = `${rule}|${hard}`;
    const kind = kinds.get(key);
    if (kind) kind.violations.push(violation);
    else kinds.set(key, { rule, hard, violations: [violation] });
  }
  return [...kinds.values()].sort(
    (a, b) => Number(b.hard) - Number(a.hard) || b.violations.length - a.violations.length,
  );
}

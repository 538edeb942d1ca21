import type { Named } from "./types";

export interface ReasonGroup {
  reason: string;
  names: string[];
}

/** Points that share a reason in one group, the largest group first: ten times the same sentence is not read. */
export function byReason<T extends Named>(
  points: readonly T[],
  reasonOf: (point: T) => string,
): ReasonGroup[] {
  const groups = new Map<string, string[]>();
  for (const point of points) {
    const reason = capital(reasonOf(point));
    groups.set(reason, [...(groups.get(reason) ?? []), point.name]);
  }
  return [...groups]
    .map(([reason, names]) => ({ reason, names }))
    .sort((a, b) => b.names.length - a.names.length);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

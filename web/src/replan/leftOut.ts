import type { Named } from "./types";

export interface ReasonGroup {
  reason: string;
  /** What would make the first of them servable. */
  remedy: string | null;
  names: string[];
}

/** Points that share a reason in one group, the largest group first: ten times the same sentence is not read. */
export function byReason<T extends Named>(
  points: readonly T[],
  reasonOf: (point: T) => string,
  remedyOf: (point: T) => string | null = () => null,
): ReasonGroup[] {
  const groups = new Map<string, ReasonGroup>();
  for (const point of points) {
    const reason = capital(reasonOf(point));
    const group = groups.get(reason) ?? { reason, remedy: null, names: [] };
    groups.set(reason, {
      reason,
      remedy: group.remedy ?? remedyOf(point),
      names: [...group.names, point.name],
    });
  }
  return [...groups.values()].sort((a, b) => b.names.length - a.names.length);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

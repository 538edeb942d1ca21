/** Faults of a file, gathered so that one mistake made a hundred times is one thing to mend. */
import type { Draft, Fault } from "./types";

export interface FaultGroup {
  rule: string;
  column: string;
  faults: Fault[];
}

/** By rule and column; what concerns the whole file first, then the most frequent. */
export function groupsOf(faults: readonly Fault[]): FaultGroup[] {
  const groups = new Map<string, FaultGroup>();
  for (const fault of faults) {
    const key = `${fault.rule}/${fault.column}`;
    const group = groups.get(key) ?? { rule: fault.rule, column: fault.column, faults: [] };
    group.faults.push(fault);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** Rows that would be stored: all that are new or changed; those with faults are in neither. */
export function goodRows({ difference }: Draft): number {
  return difference.new + difference.changed;
}

/** Whether a fault concerns a column or the file rather than one row. */
export const isWhole = ({ rule }: { rule: string }) => WHOLE.has(rule);

const WHOLE = new Set(["missing_column", "column_twice", "crs_missing", "crs_wrong", "not_degrees"]);
const WHOLE_WEIGHT = 1_000_000;

function weight(group: FaultGroup): number {
  return group.faults.length + (isWhole(group) ? WHOLE_WEIGHT : 0);
}

import type { WeekBoard } from "../types";

/** What is done with a whole week, at the head of its board: publish, copy, compare, what-if, hand out. */
export function WeekActions(_: { week: WeekBoard; mayEdit: boolean }) {
  return null;
}

import type { Me } from "../api/types";

const DISPATCHING: ReadonlySet<Me["role"]> = new Set(["dispatcher", "planner", "admin"]);
const PLANNING: ReadonlySet<Me["role"]> = new Set(["planner", "admin"]);

/** Whether the account reaches the administration at all; the server decides about every step of it. */
export function mayAdminister(me: Me): boolean {
  return DISPATCHING.has(me.role);
}

/** Whether the account finds anything in the office: at least the lists to take along. */
export function mayOpenOffice(me: Me): boolean {
  return me.role !== "driver";
}

/** Whether the account looks at the records behind the map: points, vehicles, facilities. */
export function maySeeRecords(me: Me): boolean {
  return me.role !== "driver";
}

/** Whether the account looks at the plans of weeks. */
export function maySeeWeeks(me: Me): boolean {
  return DISPATCHING.has(me.role) && me.scope.kind === "all";
}

/** Whether the account sees what belongs to no vehicle yet, and how the ingester fares. */
export function seesAll(me: Me): boolean {
  return mayAdminister(me) && me.scope.kind === "all";
}

/** Whether the account may close roads for everybody, and open them again. */
export function mayCloseRoads(me: Me): boolean {
  return seesAll(me);
}

/** Whether the account may say that a truck is broken or a point is urgent, within its scope. */
export function mayRecord(me: Me): boolean {
  return DISPATCHING.has(me.role);
}

/** Whether the account may plan the rest of the day anew, publish that, and close facilities. */
export function mayReplan(me: Me): boolean {
  return seesAll(me);
}

/** Whether the account asks for plans and confirms places. */
export function mayPlan(me: Me): boolean {
  return PLANNING.has(me.role) && me.scope.kind === "all";
}

/** Whether the account changes collection points, within its scope. */
export function mayKeepPoints(me: Me): boolean {
  return PLANNING.has(me.role);
}

export function isAdmin(me: Me): boolean {
  return me.role === "admin" && me.scope.kind === "all";
}

import type { Me } from "../api/types";
import { mayKeepPoints, mayPlan, seesAll } from "../app/roles";
import { LISTS, type ListName } from "./types";

/** The lists that an account may look at; persons are seen by those who work with all of them. */
export function listsOf(me: Me): ListName[] {
  return LISTS.filter((list) => list !== "crews" || seesAll(me));
}

/** Whether the account may change the records of a list: points also those of a part of the regency. */
export function mayChange(me: Me, list: ListName): boolean {
  return list === "points" ? mayKeepPoints(me) : mayPlan(me);
}

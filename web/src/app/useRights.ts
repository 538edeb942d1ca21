import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../api/queries";
import { mayAdminister, mayCloseRoads, mayKeepPoints, mayPlan, mayRecord, mayReplan } from "./roles";

/** What the signed-in account may do from the screen; the server decides about every step of it. */
export function useRights() {
  const me = useQuery(sessionQuery).data ?? null;
  return {
    closeRoads: me !== null && mayCloseRoads(me),
    match: me !== null && mayAdminister(me),
    keepPoints: me !== null && mayKeepPoints(me),
    plan: me !== null && mayPlan(me),
    record: me !== null && mayRecord(me),
    replan: me !== null && mayReplan(me),
  };
}

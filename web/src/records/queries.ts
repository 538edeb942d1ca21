/** What the records ask, and what is stale once one has changed. */
import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import { invalidate } from "../api/queries";
import { type Asked, getRecord, historyOf, listRecords } from "./api";
import type { ListName, RecordPage, RecordRow } from "./types";

const RECORDS = "records";
const MINUTE_MS = 60_000;

/** What on the map and in its lists is made of the records of a list. */
const SHOWN: Readonly<Record<ListName, readonly string[]>> = {
  points: ["points", "point", "villages", "figures", "demand"],
  facilities: ["facilities"],
  vehicles: ["vehicles", "vehicle-day", "outages"],
  crews: ["vehicles"],
  "vehicle-classes": ["vehicle-classes", "vehicles"],
  parameters: ["points"],
  dms: ["villages"],
  holidays: [],
  "demand-factors": ["demand"],
  villages: ["villages", "demand"],
  breaks: [],
};

export const useList = (list: ListName, asked: Asked) =>
  useInfiniteQuery({
    queryKey: [RECORDS, list, "list", asked],
    initialPageParam: null as RecordPage["next"],
    queryFn: ({ pageParam }) => listRecords(list, asked, pageParam),
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });

export const useRecord = (list: ListName, key: string | null) =>
  useQuery({
    queryKey: [RECORDS, list, "one", key],
    enabled: key !== null,
    queryFn: () => getRecord(list, key ?? ""),
  });

export const useHistory = (list: ListName, key: string, wanted: boolean) =>
  useQuery({
    queryKey: [RECORDS, list, "history", key],
    enabled: wanted,
    queryFn: () => historyOf(list, key),
  });

export const useVehicleClasses = () =>
  useQuery({
    queryKey: ["vehicle-classes"],
    queryFn: () => body(client.GET("/api/v1/vehicle-classes")),
    staleTime: 10 * MINUTE_MS,
  });

/** Keep what the server has answered, and ask anew for all that shows it. */
export function recordChanged(
  queries: QueryClient,
  list: ListName,
  key: string,
  now: RecordRow | null,
): void {
  if (now) queries.setQueryData([RECORDS, list, "one", key], now);
  for (const part of now ? ["list", "history"] : ["list", "history", "one"]) {
    void queries.invalidateQueries({ queryKey: [RECORDS, list, part] });
  }
  // A crew belongs to a truck: the one is shown with the other.
  if (list === "crews") void queries.invalidateQueries({ queryKey: [RECORDS, "vehicles"] });
  if (list === "vehicles") void queries.invalidateQueries({ queryKey: [RECORDS, "crews"] });
  invalidate(queries, SHOWN[list], null);
}

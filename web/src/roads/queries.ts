/** What the console reads and does about roads; the stream's `roads` event marks all of it stale. */
import { type QueryClient, useQueries, useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import { invalidate, useVehicleDay } from "../api/queries";
import type { LonLat } from "./ring";

const MINUTE_MS = 60_000;
/** Until the server says that a closure is in force. */
const SOON_MS = 2000;
const LIST_MS = 20_000;

export const useClosures = () =>
  useQuery({
    queryKey: ["closures"],
    queryFn: () => body(client.GET("/api/v1/closures", { params: { query: { state: "all" } } })),
    refetchInterval: (query) => (query.state.data?.features.some(isPending) ? SOON_MS : LIST_MS),
  });

interface Pending {
  properties: { state: string; in_force: boolean; touches_road: boolean | null };
}

/** A closure that should hold by now and is not yet built into the roads. */
export function isPending({ properties: p }: Pending): boolean {
  return p.state === "now" && !p.in_force && p.touches_road !== false;
}

export const useHindrances = (day: string) =>
  useQuery({
    queryKey: ["hindrances", day],
    queryFn: () => body(client.GET("/api/v1/hindrances", { params: { query: { day } } })),
    refetchInterval: MINUTE_MS,
  });

export const useRoadsStatus = () =>
  useQuery({
    queryKey: ["roads"],
    queryFn: () => body(client.GET("/api/v1/roads")),
    refetchInterval: MINUTE_MS,
  });

/** The pieces of road that clicks mean, in the order of the clicks. */
export const usePieces = (clicks: readonly LonLat[]) =>
  useQueries({
    queries: clicks.map(([lon, lat]) => ({
      queryKey: ["road-piece", lon, lat],
      queryFn: () => body(client.GET("/api/v1/roads/piece", { params: { query: { lon, lat } } })),
      staleTime: MINUTE_MS,
    })),
  });

export const useNearestRoad = (at: LonLat | null) =>
  useQuery({
    queryKey: ["nearest-road", ...(at ?? [])],
    enabled: at !== null,
    queryFn: () =>
      body(
        client.GET("/api/v1/roads/nearest", { params: { query: { lon: at?.[0] ?? 0, lat: at?.[1] ?? 0 } } }),
      ),
    staleTime: MINUTE_MS,
  });

export const useReach = (classCode: string | null, facilityId: number | null) =>
  useQuery({
    queryKey: ["reach", classCode, facilityId],
    enabled: classCode !== null,
    queryFn: () =>
      body(
        client.GET("/api/v1/reach", {
          params: { query: { class: classCode ?? "", facility: facilityId } },
        }),
      ),
    staleTime: MINUTE_MS,
    placeholderData: (before) => before,
    refetchInterval: (query) => (query.state.data?.computed === false ? SOON_MS * 2 : false),
  });

export const useUnreached = (classCode: string | null) =>
  useQuery({
    queryKey: ["reach-points", classCode],
    enabled: classCode !== null,
    queryFn: () =>
      body(client.GET("/api/v1/reach/unreachable", { params: { query: { class: classCode ?? "" } } })),
    staleTime: MINUTE_MS,
    placeholderData: (before) => before,
  });

/** A vehicle's day along the roads; asked for only when the day says that there is one. */
export function useMatchedDay(vehicleId: string | null, day: string) {
  const known = useVehicleDay(vehicleId, day).data?.driven;
  return useQuery({
    queryKey: ["matched", day, vehicleId],
    enabled: vehicleId !== null && known !== null && known !== undefined,
    queryFn: () =>
      body(
        client.GET("/api/v1/vehicles/{vehicle_id}/days/{day}/match", {
          params: { path: { vehicle_id: vehicleId ?? "", day } },
        }),
      ),
    staleTime: MINUTE_MS,
  });
}

/** Ask again for everything that closures, conditions, matches or another network may have changed. */
export function roadsChanged(queries: QueryClient, day: string | null): void {
  invalidate(queries, ["closures", "roads", "reach", "reach-points", "facilities", "nearest-road"], null);
  invalidate(queries, ["hindrances", "matched", "routes", "vehicle-day"], day);
}

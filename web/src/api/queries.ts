/** What the console reads, one hook per question; the live stream marks answers stale. */
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { body, client, isUnauthorized } from "./client";
import type { Me } from "./types";

const MINUTE_MS = 60_000;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await body(client.GET("/api/v1/session"));
    } catch (error) {
      if (isUnauthorized(error)) return null;
      throw error;
    }
  },
  staleTime: 5 * MINUTE_MS,
});

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: async () => {
    const asked = Date.now();
    const system = await body(client.GET("/api/v1/system"));
    // Half of the round trip belongs to the answer: at rate 60 a tenth of a second is six.
    return { ...system, receivedAt: (asked + Date.now()) / 2 };
  },
  refetchInterval: MINUTE_MS,
});
export type System = Awaited<ReturnType<NonNullable<typeof systemQuery.queryFn>>>;

export const useSystem = () => useQuery(systemQuery);

export const useVillages = () =>
  useQuery({
    queryKey: ["villages"],
    queryFn: () => body(client.GET("/api/v1/villages")),
    staleTime: 10 * MINUTE_MS,
  });

export const useFacilities = () =>
  useQuery({
    queryKey: ["facilities"],
    queryFn: () => body(client.GET("/api/v1/facilities")),
    staleTime: 10 * MINUTE_MS,
  });

export const useVehicles = () =>
  useQuery({
    queryKey: ["vehicles"],
    queryFn: () => body(client.GET("/api/v1/vehicles")),
    staleTime: 5 * MINUTE_MS,
  });

export const usePoints = (day: string) =>
  useQuery({
    queryKey: ["points", day],
    queryFn: () => body(client.GET("/api/v1/points", { params: { query: { day } } })),
    refetchInterval: MINUTE_MS,
  });

export const usePoint = (pointId: number, day: string) =>
  useQuery({
    queryKey: ["point", day, pointId],
    queryFn: () =>
      body(
        client.GET("/api/v1/points/{point_id}", { params: { path: { point_id: pointId }, query: { day } } }),
      ),
    refetchInterval: 15_000,
  });

export const useFigures = (day: string) =>
  useQuery({
    queryKey: ["figures", day],
    queryFn: () => body(client.GET("/api/v1/figures", { params: { query: { day } } })),
    refetchInterval: 15_000,
  });

export const useRoutes = (day: string) =>
  useQuery({
    queryKey: ["routes", day],
    queryFn: () => body(client.GET("/api/v1/routes", { params: { query: { day } } })),
    staleTime: MINUTE_MS,
  });

export const useVehicleDay = (vehicleId: string | null, day: string) =>
  useQuery({
    queryKey: ["vehicle-day", day, vehicleId],
    enabled: vehicleId !== null,
    queryFn: () =>
      body(
        client.GET("/api/v1/vehicles/{vehicle_id}/day", {
          params: { path: { vehicle_id: vehicleId ?? "" }, query: { day } },
        }),
      ),
    refetchInterval: 10_000,
  });

export const useTrack = (vehicleId: string | null, day: string) =>
  useQuery({
    queryKey: ["track", day, vehicleId],
    enabled: vehicleId !== null,
    queryFn: () =>
      body(
        client.GET("/api/v1/vehicles/{vehicle_id}/track", {
          params: { path: { vehicle_id: vehicleId ?? "" }, query: { day } },
        }),
      ),
    refetchInterval: 10_000,
  });

/** Ask again for everything that visits or figures may have changed; without a day, of all days. */
export function factsChanged(queries: QueryClient, day: string | null): void {
  invalidate(queries, ["points", "point", "figures", "vehicle-day"], day);
}

/** Ask again for everything that a new or published plan may have changed. */
export function plansChanged(queries: QueryClient, day: string | null): void {
  invalidate(queries, ["points", "point", "figures", "vehicle-day", "routes", "outages", "urgent"], day);
  invalidate(queries, ["vehicles", "facilities", "plan"], null);
}

/** Mark answers stale by the beginning of their key, and by the day that follows it when one is given. */
export function invalidate(queries: QueryClient, keys: readonly string[], day: string | null): void {
  for (const key of keys) void queries.invalidateQueries({ queryKey: day === null ? [key] : [key, day] });
}

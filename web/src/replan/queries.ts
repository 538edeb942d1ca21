/** What the console reads about a day that goes wrong, and what it asks for. */
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import { invalidate, plansChanged } from "../api/queries";
import type { Cause } from "./types";

const RECORDS_MS = 15_000;
const JOB_MS = 400;
const SOLVE_S = 3;

export const useOutages = (day: string) =>
  useQuery({
    queryKey: ["outages", day],
    queryFn: () => body(client.GET("/api/v1/outages", { params: { query: { day } } })),
    refetchInterval: RECORDS_MS,
  });

export const useUrgentPoints = (day: string) =>
  useQuery({
    queryKey: ["urgent", day],
    queryFn: () => body(client.GET("/api/v1/urgent-points", { params: { query: { day } } })),
    refetchInterval: RECORDS_MS,
  });

export const useFacilityClosures = () =>
  useQuery({
    queryKey: ["facility-closures"],
    queryFn: () => body(client.GET("/api/v1/facilities/closures")),
    refetchInterval: RECORDS_MS,
  });

/** The breakdown that a vehicle is in now, if any; what is known beforehand (KIR) is none. */
export function useOutageOf(vehicleId: string, day: string) {
  return useOutages(day).data?.find(
    (outage) => outage.vehicle_id === vehicleId && outage.ended_at === null && !outage.planned,
  );
}

/** A new plan for the rest of the day; the answer names the job to follow. */
export function requestReplan(day: string, cause: Cause) {
  const asked = { operating_day: day, cause, time_limit_s: SOLVE_S };
  return body(client.POST("/api/v1/replans", { body: asked }));
}

export const useReplanJob = (jobId: number | null) =>
  useQuery({
    queryKey: ["job", jobId],
    enabled: jobId !== null,
    queryFn: () => body(client.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: jobId ?? 0 } } })),
    refetchInterval: (query) => (isUnderWay(query.state.data?.status) ? JOB_MS : false),
  });

export function isUnderWay(status: string | undefined): boolean {
  return status === undefined || status === "waiting" || status === "running";
}

export const planOf = (planId: number) =>
  queryOptions({
    queryKey: ["plan", planId],
    queryFn: () => body(client.GET("/api/v1/plans/{plan_id}", { params: { path: { plan_id: planId } } })),
  });

/** What a re-plan changes; it never changes itself, so it is asked for once. */
export const changesOf = (planId: number) =>
  queryOptions({
    queryKey: ["plan-changes", planId],
    queryFn: () =>
      body(client.GET("/api/v1/plans/{plan_id}/changes", { params: { path: { plan_id: planId } } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });

/** The routes of a draft, for the map. */
export const usePlanRoutes = (planId: number | null) =>
  useQuery({
    queryKey: ["plan-routes", planId],
    enabled: planId !== null,
    queryFn: () =>
      body(client.GET("/api/v1/plans/{plan_id}/routes", { params: { path: { plan_id: planId ?? 0 } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Ask again for everything that a recorded mishap may have changed. */
export function mishapsChanged(queries: QueryClient, day: string | null): void {
  invalidate(queries, ["facility-closures", "facilities"], null);
  plansChanged(queries, day);
}

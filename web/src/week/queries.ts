/** What the weeks ask, and what is stale once one has changed. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { ask } from "./api";
import type { WeekBoard, WeekJob, WeekRow, WeekStatus } from "./types";

/** Keys of the cache; everything about weeks begins with the first word. */
export const WEEK_KEY = {
  all: ["week"] as const,
  list: ["week", "list"] as const,
  jobs: ["week", "jobs"] as const,
  board: (id: number) => ["week", "board", id] as const,
};

const JOBS_MS = 15_000;

interface Listed<T> {
  items: T[];
}

export const useWeeks = (status?: WeekStatus) =>
  useQuery({
    queryKey: [...WEEK_KEY.list, status ?? "all"],
    queryFn: async ({ signal }) =>
      itemsOf(
        await ask<WeekRow[] | Listed<WeekRow>>(
          "GET",
          status ? `weeks?status=${status}` : "weeks",
          undefined,
          undefined,
          signal,
        ),
      ),
  });

export const useWeek = (id: number | null) =>
  useQuery({
    queryKey: WEEK_KEY.board(id ?? 0),
    enabled: id !== null,
    queryFn: ({ signal }) => ask<WeekBoard>("GET", `weeks/${id}`, undefined, undefined, signal),
    // Edits are merged into it, and the stream says when somebody else has made one.
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useWeekJobs = () =>
  useQuery({
    queryKey: WEEK_KEY.jobs,
    queryFn: async ({ signal }) =>
      itemsOf(await ask<WeekJob[] | Listed<WeekJob>>("GET", "weeks/jobs", undefined, undefined, signal)),
    refetchInterval: JOBS_MS,
  });

/** The stream's word that weeks have changed: an edit by somebody, a job's progress, a publication. */
export function weeksChanged(queries: QueryClient, told: unknown): void {
  void queries.invalidateQueries({ queryKey: WEEK_KEY.list });
  void queries.invalidateQueries({ queryKey: WEEK_KEY.jobs });
  const { id, week_id, version } = (told ?? {}) as { id?: unknown; week_id?: unknown; version?: unknown };
  const named = typeof week_id === "number" ? week_id : typeof id === "number" ? id : null;
  void queries.invalidateQueries({
    queryKey: named === null ? ["week", "board"] : WEEK_KEY.board(named),
    // What this browser changed itself is there already.
    predicate: (query) => (query.state.data as WeekBoard | undefined)?.version !== version,
  });
}

/** A list comes bare or as `items`. */
export function itemsOf<T>(answer: T[] | Listed<T>): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}

/** What the rooms around the board ask. The stream marks answers stale; while a job runs they are asked for anyway. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { ask } from "../api";
import { itemsOf, WEEK_KEY } from "../queries";
import type { WeekStatus } from "../types";
import { isOpen, withJob } from "./jobs";
import type { Comparison, ListedWeek, NamedJob } from "./types";

/** While a job runs and the stream is silent, for instance because something in between blocks it. */
const RUNNING_MS = 2000;
const IDLE_MS = 30_000;

export interface Period {
  from: string;
  to: string;
  status: WeekStatus | null;
}

export const useWeeksIn = ({ from, to, status }: Period) =>
  useQuery({
    queryKey: [...WEEK_KEY.list, from, to, status],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ from, to });
      if (status) query.set("status", status);
      return itemsOf<ListedWeek>(await ask("GET", `weeks?${query}`, undefined, undefined, signal));
    },
    placeholderData: (before) => before,
    refetchInterval: IDLE_MS,
  });

/** Open jobs and the last that ended. */
export const useJobs = () =>
  useQuery({
    queryKey: WEEK_KEY.jobs,
    queryFn: async ({ signal }) =>
      itemsOf<NamedJob>(await ask("GET", "weeks/jobs", undefined, undefined, signal)),
    refetchInterval: (query) => (query.state.data?.some(isOpen) ? RUNNING_MS : IDLE_MS),
  });

/** One job, followed until it has ended. */
export const useJob = (id: number | null) =>
  useQuery({
    queryKey: [...WEEK_KEY.jobs, id],
    enabled: id !== null,
    queryFn: ({ signal }) => ask<NamedJob>("GET", `weeks/jobs/${id}`, undefined, undefined, signal),
    refetchInterval: (query) => (query.state.data && !isOpen(query.state.data) ? false : RUNNING_MS),
  });

export const useComparison = (left: number, right: number) =>
  useQuery({
    queryKey: [...WEEK_KEY.all, "compare", left, right],
    queryFn: ({ signal }) =>
      ask<Comparison>("GET", `weeks/${left}/compare/${right}`, undefined, undefined, signal),
  });

/** Ask again for weeks and jobs after something was done to one. */
export function allChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: WEEK_KEY.all });
}

/** The stream's word of a job: how far it is, without asking again; what it has made is asked for. */
export function jobChanged(queries: QueryClient, told: unknown): void {
  const job = told as NamedJob | null;
  if (typeof job?.id !== "number") {
    void queries.invalidateQueries({ queryKey: WEEK_KEY.jobs });
    return;
  }
  queries.setQueryData([...WEEK_KEY.jobs, job.id], job);
  queries.setQueryData<NamedJob[]>(WEEK_KEY.jobs, (jobs) => jobs && withJob(jobs, job));
  if (!isOpen(job)) void queries.invalidateQueries({ queryKey: WEEK_KEY.list });
}

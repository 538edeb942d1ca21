import { useMutation } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from "react";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { isUnderWay, requestReplan, useReplanJob } from "./queries";
import type { Cause } from "./types";

export interface Asked {
  cause: Cause;
  /** Browser milliseconds when it was asked for; tells how long the wait has lasted. */
  since: number;
}

interface ReplanState {
  request: (cause: Cause) => void;
  /** Ask once more for what was asked for last. */
  again: () => void;
  close: () => void;
  asked: Asked | null;
  busy: boolean;
  queued: boolean;
  failure: Error | null;
  /** The sentence with which the planner gave up. */
  reason: string | null;
  failed: boolean;
  /** The panel has something to show. */
  open: boolean;
}

const Context = createContext<ReplanState | null>(null);
const ANYTHING: Cause = { kind: "other" };

/** Asks for a plan of the rest of the day and follows the job; what comes out stands in the address. */
export function ReplanProvider({ children }: { children: ReactNode }) {
  const { today } = useDay();
  const { view, setReplan } = useView();
  const ask = useMutation({ mutationFn: ({ cause }: Asked) => requestReplan(today, cause) });
  const { mutate, reset } = ask;
  const job = useReplanJob(ask.data?.job_id ?? null);
  const asked = ask.variables ?? null;
  const made = job.data?.status === "done" ? job.data.plan_id : null;

  useEffect(() => {
    if (made !== null) setReplan(made);
  }, [made, setReplan]);

  const request = useCallback(
    (cause: Cause) => {
      setReplan(null);
      mutate({ cause, since: Date.now() });
    },
    [mutate, setReplan],
  );
  const close = useCallback(() => {
    reset();
    setReplan(null);
  }, [reset, setReplan]);

  const failure = ask.error ?? job.error;
  const status = job.data?.status;
  const failed = status === "failed" || (status === "done" && made === null);
  const busy = ask.isPending || (ask.data !== undefined && isUnderWay(status) && !job.isError);
  const state = useMemo<ReplanState>(
    () => ({
      request,
      again: () => request(asked?.cause ?? ANYTHING),
      close,
      asked,
      busy,
      queued: status !== "running",
      failure,
      reason: job.data?.error ?? null,
      failed,
      open: busy || failed || failure !== null || view.replan !== null,
    }),
    [request, close, asked, busy, status, failure, job.data?.error, failed, view.replan],
  );
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useReplan(): ReplanState {
  const state = useContext(Context);
  if (!state) throw new Error("useReplan is called outside ReplanProvider");
  return state;
}

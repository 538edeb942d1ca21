import { Button, CloseButton, Loader, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { ApiError, body, client } from "../api/client";
import { plansChanged } from "../api/queries";
import type { PlanDetail } from "../api/types";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { useDay } from "./DayProvider";

const JOB_POLL_MS = 1500;

interface PlanRequestState {
  request: () => void;
  busy: boolean;
}

const Context = createContext<PlanRequestState | null>(null);

/** Asks for a plan of the day on screen, follows the job and offers to publish what came out. */
export function PlanRequestProvider({ children }: { children: ReactNode }) {
  const { day } = useDay();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const ask = useMutation({
    mutationFn: () =>
      body(client.POST("/api/v1/plans", { body: { operating_day: day, publish: false, seed: 1 } })),
  });
  const job = useQuery({
    queryKey: ["job", ask.data?.job_id],
    enabled: ask.data !== undefined,
    queryFn: () =>
      body(client.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: ask.data?.job_id ?? 0 } } })),
    refetchInterval: (query) => (isRunning(query.state.data?.status) ? JOB_POLL_MS : false),
  });
  const planId = job.data?.status === "done" ? job.data.plan_id : null;
  const plan = useQuery({
    queryKey: ["plan", planId],
    enabled: planId !== null,
    queryFn: () =>
      body(client.GET("/api/v1/plans/{plan_id}", { params: { path: { plan_id: planId ?? 0 } } })),
  });
  const publish = useMutation({
    mutationFn: (id: number) =>
      body(client.POST("/api/v1/plans/{plan_id}/publish", { params: { path: { plan_id: id } } })),
    onSuccess: () => plansChanged(queries, day),
  });

  const busy = ask.isPending || (ask.data !== undefined && isRunning(job.data?.status) && !job.isError);
  const failure = ask.error ?? job.error ?? plan.error ?? publish.error;
  const failed = job.data?.status === "failed";
  const request = () => {
    publish.reset();
    setOpen(true);
    ask.mutate();
  };
  const notice = open && (
    <PlanNotice
      busy={busy}
      queued={job.data?.status !== "running"}
      failure={failure}
      failed={failed}
      reason={job.data?.error ?? null}
      plan={plan.data}
      published={publish.isSuccess}
      publishing={publish.isPending}
      publish={publish.mutate}
      close={() => setOpen(false)}
    />
  );
  return (
    <Context.Provider value={{ request, busy }}>
      {children}
      {notice}
    </Context.Provider>
  );
}

export function usePlanRequest(): PlanRequestState {
  const state = useContext(Context);
  if (!state) throw new Error("usePlanRequest is called outside PlanRequestProvider");
  return state;
}

function isRunning(status: string | undefined): boolean {
  return status === undefined || status === "waiting" || status === "running";
}

interface NoticeProps {
  busy: boolean;
  queued: boolean;
  failure: Error | null;
  failed: boolean;
  reason: string | null;
  plan: PlanDetail | undefined;
  published: boolean;
  publishing: boolean;
  publish: (planId: number) => void;
  close: () => void;
}

function PlanNotice(props: NoticeProps) {
  const { t } = useLanguage();
  return (
    <section className="plan-notice" role="status" aria-label={t.truck.plan}>
      <CloseButton size="sm" aria-label={t.plan.dismiss} onClick={props.close} className="plan-close" />
      <PlanState {...props} />
    </section>
  );
}

function PlanState(props: NoticeProps) {
  const { t } = useLanguage();
  if (props.failure) {
    const detail = props.failure instanceof ApiError ? props.failure.detail : null;
    return <Text size="sm">{detail ?? t.plan.failed}</Text>;
  }
  if (props.failed) return <Text size="sm">{[t.plan.failed, props.reason].filter(Boolean).join(" ")}</Text>;
  if (props.published) return <Text size="sm">{t.plan.published}</Text>;
  if (props.busy || !props.plan) {
    return (
      <Text size="sm" component="div" className="plan-busy">
        <Loader size={14} color="laut.8" /> {props.queued ? t.plan.queued : t.plan.running}
      </Text>
    );
  }
  return <PlanReady {...props} plan={props.plan} />;
}

function PlanReady({ plan, publish, publishing }: NoticeProps & { plan: PlanDetail }) {
  const { t } = useLanguage();
  return (
    <>
      <Text size="sm" fw={600}>
        {t.plan.done(number(plan.version))}
      </Text>
      <Text size="sm">
        {plan.feasible
          ? t.plan.doneDetail(number(plan.vehicles), number(plan.stops), number(plan.unserved))
          : t.plan.infeasible}
      </Text>
      {plan.closures.length > 0 && <Text size="sm">{t.roads.planAvoids(number(plan.closures.length))}</Text>}
      {plan.feasible && plan.status === "draft" && (
        <Button size="compact-sm" loading={publishing} onClick={() => publish(plan.id)}>
          {t.plan.publish}
        </Button>
      )}
    </>
  );
}

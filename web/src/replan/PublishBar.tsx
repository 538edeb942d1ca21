import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body, client } from "../api/client";
import { plansChanged } from "../api/queries";
import type { PlanChanges, PlanDetail } from "../api/types";
import { useRights } from "../app/useRights";
import { duration } from "../i18n/duration";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { wibTime } from "../time/wib";
import { failureWords } from "./failure";
import { useReplan } from "./ReplanProvider";

/** After this many stack seconds the trucks have moved on so far that the plan had better be made anew. */
const OLD_S = 15 * 60;

interface Props {
  plan: PlanDetail;
  changes: PlanChanges;
  changed: number;
}

/** The question at the end: send the new routes, not yet, or compute again from where the trucks are now. */
export function PublishBar({ plan, changes, changed }: Props) {
  const { t } = useLanguage();
  const rights = useRights();
  const words = t.replan.publish;
  const publish = usePublish(plan.id, changes.operating_day);
  return (
    <footer className="publish-bar">
      {rights.replan && plan.feasible && <p className="publish-ask">{words.ask(number(changed))}</p>}
      <AsOf frozenAt={changes.frozen_at} />
      {!plan.feasible && <p className="draw-wrong">{t.replan.panel.infeasible}</p>}
      {publish.isError && (
        <p className="draw-wrong" role="alert">
          {words.failed} {failureWords(publish.error, t)}
        </p>
      )}
      {!rights.replan && <p className="end-words">{words.planner}</p>}
      {rights.replan && (
        <Buttons canPublish={plan.feasible} pending={publish.isPending} publish={() => publish.mutate()} />
      )}
    </footer>
  );
}

interface ButtonProps {
  canPublish: boolean;
  pending: boolean;
  publish: () => void;
}

function Buttons({ canPublish, pending, publish }: ButtonProps) {
  const { t } = useLanguage();
  const { close, again, busy } = useReplan();
  const words = t.replan.publish;
  return (
    <div className="closure-actions">
      {canPublish && (
        <Button size="compact-md" loading={pending} onClick={publish}>
          {words.yes}
        </Button>
      )}
      <Button size="compact-md" variant="default" disabled={busy || pending} onClick={again}>
        {t.replan.panel.again}
      </Button>
      <Button size="compact-md" variant="subtle" disabled={pending} onClick={close}>
        {words.no}
      </Button>
    </div>
  );
}

function AsOf({ frozenAt }: { frozenAt: string }) {
  const { t } = useLanguage();
  const age = (useNow() - Date.parse(frozenAt)) / 1000;
  if (age < OLD_S) return <p className="end-words">{t.replan.panel.asOf(wibTime(frozenAt))}</p>;
  return <p className="end-words late">{t.replan.panel.old(duration(age, t))}</p>;
}

function usePublish(planId: number, day: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(client.POST("/api/v1/replans/{plan_id}/publish", { params: { path: { plan_id: planId } } })),
    onSettled: () => {
      plansChanged(queries, day);
      return queries.invalidateQueries({ queryKey: ["plan", planId] });
    },
  });
}

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { PlanChanges, PlanDetail } from "../api/types";
import { LoadFailed } from "../app/LoadFailed";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { ChangeList } from "./ChangeList";
import { LeftOut } from "./LeftOut";
import { Messages } from "./Messages";
import { PublishBar } from "./PublishBar";
import { changesOf, planOf } from "./queries";
import { ReplanFrame } from "./ReplanPanel";
import { useReplan } from "./ReplanProvider";
import { Summary } from "./Summary";
import { byChange } from "./shares";

/** What came out of a re-plan: to be looked at and published, or published with the texts for the drivers. */
export function Outcome({ planId }: { planId: number }) {
  const { t } = useLanguage();
  const changes = useQuery(changesOf(planId));
  const plan = useQuery(planOf(planId));
  const words = t.replan.panel;
  if (changes.isError || plan.isError) {
    const retry = () => void Promise.all([changes.refetch(), plan.refetch()]);
    return (
      <ReplanFrame>
        <p className="empty">{words.gone}</p>
        <LoadFailed retry={retry} />
      </ReplanFrame>
    );
  }
  if (!changes.data || !plan.data) {
    return (
      <ReplanFrame>
        <p className="solving" role="status">
          {words.reading}
        </p>
      </ReplanFrame>
    );
  }
  const version = words.version(number(plan.data.version));
  const draft = plan.data.status === "draft";
  return (
    <ReplanFrame sub={draft ? `${version} · ${words.draft}` : version}>
      {draft ? (
        <Review plan={plan.data} changes={changes.data} />
      ) : (
        <AfterPublishing plan={plan.data} changes={changes.data} />
      )}
    </ReplanFrame>
  );
}

interface Props {
  plan: PlanDetail;
  changes: PlanChanges;
}

function Review({ plan, changes }: Props) {
  const changed = byChange(changes.vehicles);
  if (changed.length === 0 && changes.unserved_added.length === 0) return <Nothing />;
  return (
    <>
      <Summary changes={changes} changed={changed.length} />
      <LeftOut plan={plan} changes={changes} />
      <ChangeList changes={changes} changed={changed} />
      <PublishBar plan={plan} changes={changes} changed={changed.length} />
    </>
  );
}

function AfterPublishing({ plan, changes }: Props) {
  const { t } = useLanguage();
  if (plan.status === "archived") {
    return (
      <>
        <p className="empty">{t.replan.panel.replaced}</p>
        <Again />
      </>
    );
  }
  return <Messages plan={plan} changes={changes} />;
}

function Nothing() {
  const { t } = useLanguage();
  return (
    <div className="solving" role="status">
      <p>
        <strong>{t.replan.panel.nothing}</strong> {t.replan.panel.nothingHint}
      </p>
      <Again />
    </div>
  );
}

function Again() {
  const { t } = useLanguage();
  const { again } = useReplan();
  return (
    <div className="closure-actions">
      <Button variant="default" onClick={again}>
        {t.replan.panel.again}
      </Button>
    </div>
  );
}

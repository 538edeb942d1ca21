import { Button, CloseButton } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useFocusOnMount } from "../app/useFocusOnMount";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { failureWords } from "./failure";
import { Outcome } from "./Outcome";
import { useReplan } from "./ReplanProvider";

/** Seconds in which an answer is expected. */
const EXPECTED_S = 5;
const SLOW_S = 12;
const TICK_MS = 250;

/** The re-plan from the request to the texts for the drivers. */
export function ReplanPanel() {
  const replan = useReplan();
  const { view } = useView();
  if (replan.busy) return <Solving />;
  if (replan.failure !== null || replan.failed) return <Failed />;
  return view.replan === null ? null : <Outcome key={view.replan} planId={view.replan} />;
}

/** The frame of every stage: what it is about, the way out, and what the stage shows. */
export function ReplanFrame({ sub, children }: { sub?: ReactNode; children: ReactNode }) {
  const { t } = useLanguage();
  const { asked, close } = useReplan();
  const heading = useFocusOnMount<HTMLHeadingElement>();
  const title = asked ? t.replan.panel.titles[asked.cause.kind] : t.replan.panel.title;
  return (
    <div className="panel replan-panel">
      <header className="panel-head">
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {sub && <p className="panel-sub">{sub}</p>}
        </div>
        <CloseButton aria-label={t.replan.panel.close} onClick={close} />
      </header>
      {children}
    </div>
  );
}

function Solving() {
  const { t } = useLanguage();
  const { asked, queued } = useReplan();
  const seconds = useSecondsSince(asked?.since ?? null);
  const words = t.replan.panel;
  return (
    <ReplanFrame>
      <div className="solving">
        <p role="status">{queued ? words.queued : words.solving}</p>
        <progress
          className="solving-bar"
          aria-label={words.solving}
          max={EXPECTED_S}
          // Never full before the answer is there.
          value={Math.min(seconds, EXPECTED_S * 0.95)}
        />
        <p className="solving-time">{words.seconds(number(seconds))}</p>
        <p className="solving-hint">{seconds < SLOW_S ? words.solvingHint : words.slow}</p>
      </div>
    </ReplanFrame>
  );
}

function Failed() {
  const { t } = useLanguage();
  const { failure, reason, again } = useReplan();
  const why = failure ? failureWords(failure, t) : reason;
  return (
    <ReplanFrame>
      <div className="solving" role="alert">
        <p className="draw-wrong">{t.replan.panel.failed}</p>
        {why && <p>{why}</p>}
        <Button onClick={again}>{t.replan.panel.retry}</Button>
      </div>
    </ReplanFrame>
  );
}

function useSecondsSince(since: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return since === null ? 0 : Math.max(0, (now - since) / 1000);
}

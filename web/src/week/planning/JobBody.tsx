import { type ReactNode, useEffect, useState } from "react";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { rupiah } from "../../replan/money";
import { wibMoment } from "../../time/wib";
import { isOpen } from "../list/jobs";
import { clockOf, kilometresOf } from "../list/measures";
import type { NamedJob } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { JobDays } from "./JobDays";
import { ProgressCurve } from "./ProgressCurve";

/** One job: where it stands, how its best plan became cheaper, and what that does on each day. */
export function JobBody({ job, titled }: { job: NamedJob; titled: boolean }) {
  const { job: w } = useSideTexts();
  const { language } = useLanguage();
  const { progress } = job;
  const elapsed = useElapsed(job);
  return (
    <div className="wk-job" data-job={job.id} data-status={job.status}>
      {titled && <h5>{job.name || `#${job.id}`}</h5>}
      <p className="wk-job-line">
        <span className={`wk-state wk-state-${job.status}`}>{w.status[job.status]}</span>
        {job.status === "running" && progress && (w.phase[progress.phase] ?? progress.phase)}
        {progress && progress.time_limit_s > 0 && (
          <span className="muted">{w.elapsed(clockOf(elapsed), clockOf(progress.time_limit_s))}</span>
        )}
      </p>
      {isOpen(job) && progress && progress.time_limit_s > 0 && (
        <progress
          className="wk-progress"
          aria-label={w.status.running}
          max={progress.time_limit_s}
          value={Math.min(elapsed, progress.time_limit_s)}
        />
      )}
      <p className="muted wk-job-who">
        {w.requested(job.requested_by, wibMoment(job.requested_at, language))}
        {job.worker && ` · ${w.worker(job.worker)}`}
      </p>
      {job.status === "waiting" && <p className="muted">{w.waitingHint}</p>}
      {job.status === "failed" && (
        <p className="failure" role="alert">
          {job.error ?? w.failed}
        </p>
      )}
      {progress && <Found progress={progress} elapsed={elapsed} />}
    </div>
  );
}

function Found({ progress, elapsed }: { progress: NonNullable<NamedJob["progress"]>; elapsed: number }) {
  const { job: w, units } = useSideTexts();
  const { found = [], days = [], cost_idr, gap_share, km, unserved } = progress;
  if (found.length === 0 && days.length === 0) return null;
  return (
    <>
      <ProgressCurve found={found} elapsed={elapsed} limit={progress.time_limit_s} />
      <dl className="wk-facts">
        {cost_idr !== null && <Fact name={w.cost}>{rupiah(cost_idr)}</Fact>}
        {typeof gap_share === "number" && (
          <Fact name={w.gap} hint={w.gapHint}>
            {w.gapOf(number(gap_share * 100, 1))}
          </Fact>
        )}
        {km !== null && <Fact name={w.km}>{kilometresOf(km, units)}</Fact>}
        {unserved !== null && unserved > 0 && <Fact name={w.unserved}>{number(unserved)}</Fact>}
      </dl>
      {days.length > 0 && <JobDays days={days} />}
    </>
  );
}

function Fact({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Seconds since the job began; goes on between two answers of the server, on this browser's clock. */
function useElapsed(job: NamedJob): number {
  const told = job.progress?.elapsed_s ?? 0;
  const [more, setMore] = useState(0);
  const running = job.status === "running";
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer begins the count anew
  useEffect(() => {
    setMore(0);
    if (!running) return;
    const begun = Date.now();
    const timer = setInterval(() => setMore((Date.now() - begun) / 1000), 1000);
    return () => clearInterval(timer);
  }, [told, running]);
  return told + more;
}

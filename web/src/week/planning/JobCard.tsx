import { Button, CloseButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useView } from "../../app/ViewProvider";
import { useLanguage } from "../../i18n/LanguageProvider";
import type { Language } from "../../i18n/texts";
import { ask } from "../api";
import { failureOf } from "../list/failure";
import { isRunning, type JobGroup } from "../list/jobs";
import { allChanged } from "../list/queries";
import { periodWords } from "../list/rows";
import type { NamedJob } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { JobBody } from "./JobBody";

interface Props {
  group: JobGroup;
  mayEdit: boolean;
  /** The plan from which a what-if started, where it is known. */
  origin?: number | null;
  dismiss?: () => void;
}

/** A request being computed, its areas side by side; afterwards, what came out. */
export function JobCard({ group, mayEdit, origin = null, dismiss }: Props) {
  const { job: w } = useSideTexts();
  const { head, areas } = group;
  const { language } = useLanguage();
  const running = isRunning(group);
  const name = wordsFor(head, language);
  return (
    <section className="wk-card" data-group={head.id} aria-label={name || w.kind[head.kind]}>
      <header className="wk-card-head">
        <h4>
          {w.kind[head.kind]}
          {name && ` · ${name}`}
        </h4>
        {!running && dismiss && <CloseButton size="sm" aria-label={w.dismiss} onClick={dismiss} />}
      </header>
      {areas.length > 0 ? (
        <>
          {head.status === "failed" && (
            <p className="failure" role="alert">
              {head.error ?? w.failed}
            </p>
          )}
          <div className="wk-areas">
            {areas.map((area) => (
              <JobBody key={area.id} job={area} titled />
            ))}
          </div>
        </>
      ) : (
        <JobBody job={head} titled={false} />
      )}
      <div className="wk-buttons">
        {running && mayEdit && head.kind !== "publish" && <Stop job={head} />}
        {head.week_id !== null && !running && <Opening weekId={head.week_id} origin={origin} />}
      </div>
    </section>
  );
}

/** What a request is about: its name, else its days. */
function wordsFor({ name, first_day, days }: NamedJob, language: Language): string {
  return name || (first_day && days ? periodWords(first_day, days, language) : "");
}

function Opening({ weekId, origin }: { weekId: number; origin: number | null }) {
  const { job: w } = useSideTexts();
  const { openWeek } = useView();
  return (
    <>
      <Button size="compact-md" onClick={() => openWeek(String(weekId))}>
        {w.open}
      </Button>
      {origin !== null && origin !== weekId && (
        <Button size="compact-md" variant="default" onClick={() => openWeek(`${origin}/vs/${weekId}`)}>
          {w.compare}
        </Button>
      )}
    </>
  );
}

function Stop({ job }: { job: NamedJob }) {
  const s = useSideTexts();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: () => ask("POST", `weeks/jobs/${job.id}/stop`),
    onSettled: () => allChanged(queries),
  });
  return (
    <>
      <Button
        size="compact-md"
        variant="default"
        loading={stop.isPending}
        disabled={stop.isSuccess || job.stop_wished}
        onClick={() => stop.mutate()}
      >
        {stop.isSuccess || job.stop_wished ? s.job.stopping : s.job.stop}
      </Button>
      {stop.isError && (
        <span className="failure" role="alert">
          {failureOf(stop.error, s, language)}
        </span>
      )}
    </>
  );
}

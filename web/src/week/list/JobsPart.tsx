import { useEffect, useRef, useState } from "react";
import { number } from "../../i18n/format";
import { JobCard } from "../planning/JobCard";
import { groupsOf, isRunning, shownOf } from "./jobs";
import { useJobs } from "./queries";
import type { ListedWeek, NamedJob } from "./types";
import { useSideTexts } from "./useSideTexts";

/** What is being computed, and below it what was computed last. */
export function JobsPart({ weeks, mayEdit }: { weeks: readonly ListedWeek[]; mayEdit: boolean }) {
  const { job: w } = useSideTexts();
  const jobs = useJobs();
  const { watched, dismiss } = useWatched(jobs.data);
  const { cards, past } = shownOf(jobs.data ?? [], watched);
  const origin = (job: NamedJob) => weeks.find(({ id }) => id === job.week_id)?.parent_id ?? null;
  return (
    <>
      {cards.length > 0 && (
        <section aria-label={w.title} className="wk-jobs">
          {cards.map((group) => (
            <JobCard
              key={group.head.id}
              group={group}
              mayEdit={mayEdit}
              origin={origin(group.head)}
              dismiss={() => dismiss(group.head.id)}
            />
          ))}
        </section>
      )}
      {past.length > 0 && (
        <details className="wk-past">
          <summary>{w.past(number(past.length))}</summary>
          <div className="wk-jobs">
            {past.map((group) => (
              <JobCard key={group.head.id} group={group} mayEdit={mayEdit} origin={origin(group.head)} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

/** Requests that were seen running: they stay on the screen when they have ended, until they are put away. */
function useWatched(jobs: readonly NamedJob[] | undefined) {
  const [watched, setWatched] = useState<ReadonlySet<number>>(new Set());
  const away = useRef(new Set<number>());
  useEffect(() => {
    const running = groupsOf(jobs ?? [])
      .filter(isRunning)
      .map(({ head }) => head.id)
      .filter((id) => !away.current.has(id));
    if (running.length > 0) setWatched((before) => new Set([...before, ...running]));
  }, [jobs]);
  const dismiss = (id: number) => {
    away.current.add(id);
    setWatched((before) => new Set([...before].filter((one) => one !== id)));
  };
  return { watched, dismiss };
}

/** Jobs as the console shows them: open ones first, those of one request side by side. */
import type { NamedJob } from "./types";

export const isOpen = ({ status }: Pick<NamedJob, "status">) => status === "waiting" || status === "running";

/** A request: its own job, and one for each area where it was shared out. */
export interface JobGroup {
  head: NamedJob;
  areas: NamedJob[];
}

/** Gather jobs by the request they belong to, newest first. */
export function groupsOf(jobs: readonly NamedJob[]): JobGroup[] {
  const heads = jobs.filter(({ group_id, id }) => group_id === null || group_id === id);
  const known = new Set(heads.map(({ id }) => id));
  // An area whose request is not in the answer any more stands for itself.
  const lonely = jobs.filter(
    ({ group_id, id }) => group_id !== null && group_id !== id && !known.has(group_id),
  );
  return [...heads, ...lonely]
    .map((head) => ({
      head,
      areas: jobs
        .filter(({ group_id, id }) => group_id === head.id && id !== head.id)
        .sort((a, b) => a.id - b.id),
    }))
    .sort((a, b) => b.head.id - a.head.id);
}

/** Whether anything of a request is still to come. */
export const isRunning = ({ head, areas }: JobGroup) => isOpen(head) || areas.some(isOpen);

export interface Shown {
  /** Still to come, or ended while one was looking. */
  cards: JobGroup[];
  past: JobGroup[];
}

/** What stands open on the screen: what runs, what ended before one's eyes, and what failed last. */
export function shownOf(jobs: readonly NamedJob[], watched: ReadonlySet<number>): Shown {
  const groups = groupsOf(jobs);
  const isCard = (group: JobGroup) => isRunning(group) || watched.has(group.head.id);
  return { cards: groups.filter(isCard), past: groups.filter((group) => !isCard(group)) };
}

/** The jobs with `job` as it is now: in its place, or first when it is new. */
export function withJob(jobs: readonly NamedJob[], job: NamedJob): NamedJob[] {
  if (!jobs.some(({ id }) => id === job.id)) return [job, ...jobs];
  return jobs.map((one) => (one.id === job.id ? job : one));
}

/** The list of weeks: which period a plan is about, and how plans of one period stand together. */
import type { Language } from "../../i18n/texts";
import type { SideTexts } from "../../i18n/week/side.id";
import { dayWords, shiftDay } from "../../time/wib";
import type { ListedWeek } from "./types";

/** "Sen 23 Nov – Min 29 Nov 2026"; a single day once. */
export function periodWords(first: string, days: number, language: Language): string {
  const last = shiftDay(first, days - 1);
  const end = `${dayWords(last, language)} ${last.slice(0, 4)}`;
  return days === 1 ? end : `${dayWords(first, language)} – ${end}`;
}

export interface PeriodGroup {
  first_day: string;
  days: number;
  weeks: ListedWeek[];
}

/** Plans by period, the newest period first; within one the published plan, then the newest number. */
export function byPeriod(weeks: readonly ListedWeek[]): PeriodGroup[] {
  const groups = new Map<string, PeriodGroup>();
  for (const week of weeks) {
    const key = `${week.first_day}/${week.days}`;
    const group = groups.get(key) ?? { first_day: week.first_day, days: week.days, weeks: [] };
    group.weeks.push(week);
    groups.set(key, group);
  }
  const ordered = [...groups.values()].sort(
    (a, b) => b.first_day.localeCompare(a.first_day) || b.days - a.days,
  );
  for (const { weeks: plans } of ordered) plans.sort((a, b) => rank(a) - rank(b) || b.number - a.number);
  return ordered;
}

const RANK = { published: 0, draft: 1, archived: 2 } as const;
const rank = ({ status }: ListedWeek) => RANK[status];

/** How many rules a plan breaks; null where it is not said. */
export function broken({ violations, feasible }: Pick<ListedWeek, "violations" | "feasible">): number | null {
  if (violations === undefined) return feasible ? 0 : null;
  return typeof violations === "number" ? violations : violations.length;
}

/** The next Monday after `day`. */
export function nextMonday(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return shiftDay(day, (8 - weekday) % 7 || 7);
}

/** How a plan is called: by the name that people gave it, or by its number within its period. */
export const titleOf = (week: Pick<ListedWeek, "name" | "number">, s: SideTexts): string =>
  week.name || s.list.number(String(week.number));

/** What is asked of the planner, from a form to the request. */
import type { SideTexts } from "../../i18n/week/side.id";
import { type AreaForm, twice } from "./areas";

export interface WishForm {
  first_day: string;
  days: string;
  name: string;
  minutes: string;
  /** Id of the plan it begins with; empty: from nothing. */
  start: string;
  most: string;
  where: "whole" | "some" | "split";
  kecamatan: readonly string[];
  areas: readonly AreaForm[];
}

export interface WishBody {
  first_day: string;
  days: number;
  time_limit_s: number;
  name?: string;
  start_from?: number;
  most_moved?: number;
  kecamatan?: readonly string[];
  areas?: readonly { name: string; kecamatan: readonly string[]; vehicles: readonly string[] }[];
}

export const MINUTES = ["1", "5", "10", "20", "30", "60"] as const;
const MOST_DAYS = 14;

type Faults = Partial<Record<"first_day" | "days" | "most" | "kecamatan" | "areas", string>>;
type FaultWords = SideTexts["plan"]["faults"];

/** The request, and what is wrong with the form in words. */
export function readWish(form: WishForm, words: FaultWords): { body: WishBody; faults: Faults } {
  const most = mostOf(form);
  const body: WishBody = {
    first_day: form.first_day,
    days: wholeOf(form.days) ?? 0,
    time_limit_s: Number(form.minutes) * 60,
    ...whereOf(form),
  };
  if (form.name.trim()) body.name = form.name.trim();
  if (form.start !== "") body.start_from = Number(form.start);
  if (most) body.most_moved = most.value;
  return { body, faults: faultsOf(form, most, words) };
}

/** How many points may change: undefined without a limit, null when it is no number. */
function mostOf({ start, most }: WishForm): { value: number } | null | undefined {
  if (start === "" || most.trim() === "") return undefined;
  const value = wholeOf(most);
  return value === null ? null : { value };
}

function faultsOf(form: WishForm, most: ReturnType<typeof mostOf>, words: FaultWords): Faults {
  const faults: Faults = {};
  if (form.first_day === "") faults.first_day = words.day;
  if (daysWrong(form.days)) faults.days = words.days;
  if (most === null) faults.most = words.most;
  if (form.where === "some" && form.kecamatan.length === 0) faults.kecamatan = words.kecamatan;
  const area = form.where === "split" ? areaFault(form.areas, words) : null;
  if (area) faults.areas = area;
  return faults;
}

/** Whether what was typed is no number of days that a plan may have. */
export function daysWrong(text: string): boolean {
  const days = wholeOf(text);
  return days === null || days < 1 || days > MOST_DAYS;
}

function whereOf(form: WishForm): Pick<WishBody, "kecamatan" | "areas"> {
  if (form.where === "some") return { kecamatan: form.kecamatan };
  if (form.where === "whole") return {};
  return {
    areas: form.areas.map(({ name, kecamatan, vehicles }) => ({ name: name.trim(), kecamatan, vehicles })),
  };
}

function areaFault(areas: readonly AreaForm[], words: FaultWords): string | null {
  if (areas.length < 2) return words.areas;
  const empty = areas.find(
    ({ name, kecamatan, vehicles }) => !name.trim() || kecamatan.length === 0 || vehicles.length === 0,
  );
  if (empty) return words.emptyArea(empty.name || "…");
  const both = [...twice(areas, "kecamatan"), ...twice(areas, "vehicles")];
  return both.length > 0 ? words.twice(both.join(", ")) : null;
}

/** A whole number of 0 or more; null for anything else. */
export function wholeOf(text: string): number | null {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text) : null;
}

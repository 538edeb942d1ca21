import { shiftDay } from "../../time/wib";
import type { Period } from "./queries";

const DAYS_BACK = 28;
const DAYS_AHEAD = 42;

/** What is shown before anything was chosen: the last four weeks and the next six. */
export const firstPeriod = (today: string): Period => ({
  from: shiftDay(today, -DAYS_BACK),
  to: shiftDay(today, DAYS_AHEAD),
  status: null,
});

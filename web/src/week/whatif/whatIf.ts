/** What is taken away from a plan, from a form to the request. */
import { wholeOf } from "../planning/wish";

export interface WhatIfForm {
  vehicles: readonly string[];
  facilities: readonly string[];
  holidays: readonly string[];
  most: string;
  minutes: string;
}

export interface WhatIfBody {
  without_vehicles: readonly string[];
  closed_facilities: readonly string[];
  holidays: readonly string[];
  time_limit_s: number;
  most_moved?: number;
}

export function readWhatIf(form: WhatIfForm): { body: WhatIfBody; fault: "nothing" | "most" | null } {
  const { vehicles, facilities, holidays } = form;
  const most = form.most.trim() === "" ? undefined : wholeOf(form.most);
  const body: WhatIfBody = {
    without_vehicles: vehicles,
    closed_facilities: facilities,
    holidays: [...holidays].sort(),
    time_limit_s: Number(form.minutes) * 60,
  };
  if (typeof most === "number") body.most_moved = most;
  const chosen = vehicles.length + facilities.length + holidays.length > 0;
  return { body, fault: most === null ? "most" : chosen ? null : "nothing" };
}

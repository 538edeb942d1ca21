import type { Texts } from "./texts";

/** A span in the largest fitting unit: "40 dtk", "18 mnt", "2 jam 5 mnt", "3 hari". */
export function duration(seconds: number, t: Texts): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} ${t.units.sec}`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} ${t.units.min}`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} ${t.units.day}`;
  const rest = minutes % 60;
  return rest ? `${hours} ${t.units.hour} ${rest} ${t.units.min}` : `${hours} ${t.units.hour}`;
}

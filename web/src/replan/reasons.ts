/** Why something went wrong: usual reasons are kept in Indonesian and shown in either language. */

/** Usual reasons by code; "other" stands for the person's own words alone. */
export type ReasonWords = Readonly<Record<string, string>>;

export interface Reason {
  code: string;
  detail: string;
}

const BETWEEN = ": ";
const OTHER = "other";

/** What is kept: "Ban", "Ban: kiri belakang", or the person's own words alone; empty when none are there. */
export function reasonKept({ code, detail }: Reason, indonesian: ReasonWords): string {
  const own = detail.trim();
  const word = indonesian[code];
  if (code === OTHER || word === undefined) return own;
  return own ? `${word}${BETWEEN}${own}` : word;
}

/** What was kept in the language of the screen; words of people are left as they are. */
export function reasonShown(kept: string, indonesian: ReasonWords, shown: ReasonWords): string {
  const code = Object.keys(indonesian).find((key) => key !== OTHER && begins(kept, indonesian[key] ?? ""));
  if (code === undefined) return kept;
  return (shown[code] ?? "") + kept.slice((indonesian[code] ?? "").length);
}

export function needsWords({ code }: Reason): boolean {
  return code === OTHER;
}

function begins(kept: string, word: string): boolean {
  return kept === word || kept.startsWith(word + BETWEEN);
}

/** Which heading of a file becomes which field, as a person corrects it. */
import type { FileColumn } from "./types";

/** Heading to field; an empty field leaves the heading out. */
export type Choice = Readonly<Record<string, string>>;

export function choiceOf(columns: readonly FileColumn[]): Choice {
  return Object.fromEntries(columns.map(({ heading, field }) => [heading, field ?? ""]));
}

export function isChanged(columns: readonly FileColumn[], choice: Choice): boolean {
  return columns.some(({ heading, field }) => (choice[heading] ?? "") !== (field ?? ""));
}

/** Fields that two headings claim. */
export function claimedTwice(choice: Choice): string[] {
  const fields = Object.values(choice).filter((field) => field !== "");
  return [...new Set(fields.filter((field, at) => fields.indexOf(field) !== at))];
}

/** Required fields that no heading is chosen for; a pair of coordinates may stand in one column. */
export function stillMissing(required: readonly string[], choice: Choice): string[] {
  const chosen = new Set(Object.values(choice));
  const placed = chosen.has("coordinates") || (chosen.has("lon") && chosen.has("lat"));
  const isPlace = (field: string) => field === "lon" || field === "lat" || field === "coordinates";
  return required.filter((field) => !chosen.has(field) && !(placed && isPlace(field)));
}

/** The fields that can be chosen: those of the list's template, and what the file was understood to have. */
export function fieldsOf(template: readonly string[], columns: readonly FileColumn[]): string[] {
  const known = columns.flatMap(({ field }) => field ?? []);
  return [...new Set([...template, ...known])];
}

/** The headings of a template, from the first line of its CSV. */
export function headingsIn(csv: string): string[] {
  const first = csv.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
  const separator = first.includes(";") ? ";" : ",";
  const cells = first.split(separator).map((cell) => cell.trim().replace(/^"|"$/g, ""));
  return cells.filter((cell) => cell !== "");
}

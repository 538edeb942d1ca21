/** The fields of a record that a change touched, with their values before and after. */

type Values = Readonly<Record<string, unknown>> | null;

export interface ChangedField {
  name: string;
  before: unknown;
  after: unknown;
}

export function changedFields(before: Values, after: Values): ChangedField[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name) => ({ name, before: before?.[name], after: after?.[name] }))
    .filter((field) => JSON.stringify(field.before) !== JSON.stringify(field.after));
}

/** A value as one reads it: nothing as a dash, lists and objects in short. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "✓" : "✕";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

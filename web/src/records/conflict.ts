/** Two people changed the same record: what each of them made of every field. */
import { bodyOf, type Field, heldBy, same } from "./fields";
import type { RecordRow } from "./types";

export interface Difference {
  field: Field;
  before: unknown;
  theirs: unknown;
  /** Undefined where I changed nothing. */
  mine: unknown;
  /** Both changed it, and not to the same. */
  collides: boolean;
}

export type Choice = "mine" | "theirs";

/** The fields that either of us changed since `base`, those on which we differ first. */
export function differencesOf(
  fields: readonly Field[],
  base: RecordRow,
  current: RecordRow,
  mine: Readonly<Record<string, unknown>>,
): Difference[] {
  const found = fields.flatMap((field): Difference[] => {
    const before = heldBy(base, field);
    const theirs = heldBy(current, field);
    const own = field.name in mine ? mine[field.name] : undefined;
    const touched = !same(before, theirs, field);
    if (!touched && own === undefined) return [];
    const collides = touched && own !== undefined && !same(own, theirs, field);
    return [{ field, before, theirs, mine: own, collides }];
  });
  return found.sort((a, b) => Number(b.collides) - Number(a.collides));
}

/** What is still to be sent on top of theirs, by the choice at every field that collides. */
export function onTop(
  differences: readonly Difference[],
  choices: Readonly<Record<string, Choice>>,
): Record<string, unknown> {
  const kept = differences.filter(
    ({ field, theirs, mine, collides }) =>
      mine !== undefined && !same(mine, theirs, field) && !(collides && choices[field.name] === "theirs"),
  );
  return Object.assign({}, ...kept.map(({ field, mine }) => bodyOf(field, mine)));
}

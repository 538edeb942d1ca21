/** The history of a record as lines that can be read. */
import type { RecordTexts } from "../i18n/records/id";
import type { Field } from "./fields";
import type { HistoryItem } from "./types";
import { plainWords, type Wording, wordsOf } from "./words";

export interface Line {
  name: string;
  /** Null where there was nothing before that could have been otherwise. */
  before: string | null;
  after: string;
}

const SILENT: ReadonlySet<string> = new Set(["version", "id", "entity", "outage", "absence"]);
/** What is no field of a form, in the order in which one says it. */
const BESIDE = ["from", "from_at", "until_at", "from_day", "to_day", "valid_to", "reason"];
const ALIASES: Readonly<Record<string, string>> = { source: "amount_source" };

/** One line for every field that a change has changed, in the order of the form. */
export function linesOf(item: HistoryItem, fields: readonly Field[], wording: Wording): Line[] {
  const before = withPlace(item.before);
  const after = withPlace(item.after);
  const known = new Map(fields.map((field, at) => [field.name, { field, at }]));
  const find = (name: string) => known.get(name) ?? known.get(ALIASES[name] ?? "");
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !hides(item, name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const place = (name: string) => find(name)?.at ?? fields.length + BESIDE.indexOf(name);
  return names
    .sort((a, b) => place(a) - place(b))
    .map((name) => {
      const field = find(name)?.field;
      const say = (value: unknown) =>
        field ? wordsOf(value, field, wording) : plainWords(name, value, wording);
      return {
        name: nameOf(field?.name ?? name, wording),
        before: item.before ? say(before[name]) : null,
        after: say(after[name]),
      };
    });
}

/** What tells nothing: numbers of ours, and the code where something was done beside the record. */
function hides({ action, before }: HistoryItem, name: string): boolean {
  return SILENT.has(name) || (name === "code" && before === null && action !== "create");
}

function withPlace(values: HistoryItem["before"]): Record<string, unknown> {
  if (!values) return {};
  const { lon, lat, ...others } = values;
  return lon === undefined && lat === undefined ? others : { place: [lon, lat], ...others };
}

function nameOf(name: string, { r }: Wording): string {
  const names: Readonly<Record<string, string>> = r.field;
  return names[name] ?? name;
}

type ActionName = Exclude<keyof RecordTexts["history"], "title" | "none" | "system" | "to">;

const ACTIONS: readonly [RegExp, ActionName][] = [
  [/^outage\.withdraw/, "outageBack"],
  [/^outage/, "outage"],
  [/^absence\.withdraw/, "absentBack"],
  [/^absence/, "absent"],
  [/^assign/, "assigned"],
  [/reopen/i, "reopened"],
  [/clos|withdraw|retire/i, "closed"],
  [/import/i, "imported"],
  [/creat|add|new/i, "made"],
];

/** What was done, in a word. */
export function actionWord(action: string, { r }: Wording): string {
  const found = ACTIONS.find(([says]) => says.test(action));
  return r.history[found ? found[1] : "changed"];
}

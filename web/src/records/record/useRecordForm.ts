import { useState } from "react";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import type { RecordTexts } from "../../i18n/records/id";
import { dropDraft, keepDraft, useDraft } from "../drafts";
import {
  applies,
  type Changes,
  changesOf,
  type Fault,
  type Field,
  type Form,
  type FormValue,
  heldBy,
  toForm,
  untouched,
} from "../fields";
import { fieldsOf, SPECS } from "../specs";
import type { ListName, RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { titleOf } from "../words";

export interface RecordFormState {
  /** The record that the changes begin from; null for a new one. */
  base: RecordRow | null;
  form: Form;
  fields: readonly Field[];
  changes: Changes;
  dirty: boolean;
  /** There were unsaved changes when the form was opened. */
  restored: boolean;
  errors: Readonly<Record<string, string>>;
  change: (name: string, value: FormValue) => void;
  discard: () => void;
  /** Show what is wrong with the fields from now on; true when nothing is. */
  judge: () => boolean;
  /** What the server says of single fields. */
  blame: (said: Record<string, string>) => void;
}

/** A record in its form: what is shown, what has been changed, and what is wrong with it. */
export function useRecordForm(list: ListName, key: string, record: RecordRow | null): RecordFormState {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const draft = useDraft(list, key);
  const [restored, setRestored] = useState(draft !== null);
  const [judged, setJudged] = useState(false);
  const [said, setSaid] = useState<Record<string, string>>({});
  const base = draft ? draft.base : record;
  const fields = fieldsOf(list).filter((field) => !field.fixed || base === null);
  const touched = draft?.touched ?? {};
  const blank = base ? {} : SPECS[list].blank;
  const form = formOf(fields, base, { ...blank, ...touched });
  const changes = changesOf({ ...blank, ...touched }, fields, base);
  const wrong = judged ? faultWords(changes.faults, fields, r) : {};
  const change = (name: string, value: FormValue) => {
    setSaid(({ [name]: _, ...others }) => others);
    const next = { ...touched, [name]: value };
    if (base && untouched(next, fields, base)) return dropDraft(list, key);
    const named = base ? titleOf(base, language) : String(next.name ?? next.name_id ?? next.plate ?? "");
    keepDraft({ list, key, name: named, base, touched: next });
  };
  return {
    base,
    form,
    fields,
    changes,
    dirty: draft !== null,
    restored: restored && draft !== null,
    errors: { ...said, ...wrong },
    change,
    discard: () => {
      setRestored(false);
      setSaid({});
      setJudged(false);
      dropDraft(list, key);
    },
    judge: () => {
      setJudged(true);
      return Object.keys(changes.faults).length === 0;
    },
    blame: setSaid,
  };
}

function formOf(fields: readonly Field[], base: RecordRow | null, touched: Form): Form {
  return Object.fromEntries(
    fields.map((field) => [field.name, touched[field.name] ?? toForm(heldBy(base, field), field)]),
  );
}

function faultWords(
  faults: Changes["faults"],
  fields: readonly Field[],
  r: RecordTexts,
): Record<string, string> {
  const found = Object.entries(faults).map(([name, fault]) => {
    const field = fields.find((one) => one.name === name);
    return [name, words(fault, field, r)];
  });
  return Object.fromEntries(found);
}

function words(fault: Fault, field: Field | undefined, r: RecordTexts): string {
  if (fault === "least") return r.fault.least(number(field?.min ?? 0));
  if (fault === "most") return r.fault.most(number(field?.max ?? 0));
  return r.fault[fault];
}

/** The fields of a group that make sense now. */
export function shownOf(group: readonly Field[], state: RecordFormState): Field[] {
  return group.filter(
    (field) =>
      state.fields.some(({ name }) => name === field.name) &&
      applies(field, state.form) &&
      !(field.mark && heldBy(state.base, field) !== true),
  );
}

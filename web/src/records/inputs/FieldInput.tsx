import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { RecordTexts } from "../../i18n/records/id";
import type { Field, Form, FormValue, TypedPlace, UnitName } from "../fields";
import { useRecordTexts } from "../useRecordTexts";
import { ChipsInput } from "./ChipsInput";
import { ManyInput } from "./ManyInput";
import { PlaceInput } from "./PlaceInput";
import { type Choices, useChoices } from "./useChoices";

/** Hints stand below: names and boxes of a row stay on one line. */
const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

export interface InputProps {
  field: Field;
  form: Form;
  value: FormValue;
  error: string | undefined;
  /** The record's own unit, where its list has no common one. */
  unit: string | undefined;
  /** What the record holds there, before any change. */
  before: unknown;
  change: (name: string, value: FormValue) => void;
}

/** The input that suits a field, with its name, its unit, a hint and what is wrong with it. */
export function FieldInput(props: InputProps) {
  const { field, value, error, unit, change } = props;
  const r = useRecordTexts();
  const choices = useChoices(field, value);
  if (field.kind === "place") return <PlaceInput {...props} value={value as TypedPlace} />;
  const common = { label: labelOf(field, r, unit), description: hintOf(field, r), error };
  if (field.kind === "yes") {
    return (
      <Checkbox
        {...common}
        checked={value === true}
        onChange={(event) => change(field.name, event.currentTarget.checked)}
      />
    );
  }
  if (field.kind === "villages" && Array.isArray(value)) {
    return (
      <ManyInput {...common} options={choices} chosen={value} choose={(next) => change(field.name, next)} />
    );
  }
  if (Array.isArray(value)) {
    return (
      <ChipsInput {...common} options={choices} chosen={value} choose={(next) => change(field.name, next)} />
    );
  }
  return <TextField field={field} text={String(value)} common={common} choices={choices} change={change} />;
}

interface TextProps {
  field: Field;
  text: string;
  common: { label: string; description: string | undefined; error: string | undefined };
  choices: Choices;
  change: InputProps["change"];
}

function TextField({ field, text, common, choices, change }: TextProps) {
  const r = useRecordTexts();
  const all = {
    ...common,
    value: text,
    onChange: (event: { currentTarget: { value: string } }) => change(field.name, event.currentTarget.value),
    required: field.required ?? false,
    withAsterisk: false,
    inputWrapperOrder: ORDER,
  };
  if (choices.length > 0) {
    return <NativeSelect {...all} data={[{ value: "", label: r.choose }, ...choices]} />;
  }
  if (field.kind === "long") return <Textarea {...all} autosize minRows={2} maxRows={6} />;
  const types = { time: "time", date: "date", phone: "tel" } as const;
  const type = field.kind in types ? types[field.kind as keyof typeof types] : "text";
  return <TextInput {...all} type={type} inputMode={field.kind === "number" ? "decimal" : undefined} />;
}

/** Units that the names of their fields say already. */
const COUNTED: ReadonlySet<UnitName> = new Set<UnitName>(["perWeek", "trips"]);

/** The name of a field with its unit: "Jumlah per hari (kg/hari)". */
function labelOf(field: Field, r: RecordTexts, own: string | undefined): string {
  const names: Readonly<Record<string, string>> = r.field;
  const name = names[field.name] ?? field.name;
  const unit = field.unit && !COUNTED.has(field.unit) ? r.unit[field.unit] : own;
  return unit ? `${name} (${unit})` : name;
}

function hintOf(field: Field, r: RecordTexts): string | undefined {
  const hints: Readonly<Record<string, string>> = r.fieldHint;
  return hints[field.name];
}

import { heldBy } from "../fields";
import { FieldInput } from "../inputs/FieldInput";
import { SPECS } from "../specs";
import type { ListName } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { type RecordFormState, shownOf } from "./useRecordForm";

/** The fields of a form under their headings. */
export function FieldGroups({ list, state }: { list: ListName; state: RecordFormState }) {
  const r = useRecordTexts();
  return SPECS[list].groups.map(({ name, fields }) => {
    const shown = shownOf(fields, state);
    if (shown.length === 0) return null;
    return (
      <fieldset key={name} className="record-group" data-group={name}>
        <legend>{r.group[name]}</legend>
        <div className="record-fields">
          {shown.map((field) => (
            <div key={field.name} className="record-field" data-field={field.name} data-kind={field.kind}>
              <FieldInput
                field={field}
                form={state.form}
                value={state.form[field.name] ?? ""}
                unit={field.unitFrom && String(state.base?.[field.unitFrom] ?? "")}
                before={heldBy(state.base, field)}
                error={state.errors[field.name]}
                change={state.change}
              />
            </div>
          ))}
        </div>
      </fieldset>
    );
  });
}

import { NativeSelect } from "@mantine/core";
import { useRecordTexts } from "../useRecordTexts";
import type { Choices, Option } from "./useChoices";

interface Props {
  label: string;
  description: string | undefined;
  error: string | undefined;
  options: Choices;
  chosen: readonly (string | number)[];
  choose: (chosen: (string | number)[]) => void;
}

/** Any of many: those that were chosen stand above, each with a button that takes it out again. */
export function ManyInput({ label, description, error, options, chosen, choose }: Props) {
  const r = useRecordTexts();
  const all = options.flatMap((one) => ("items" in one ? one.items : [one]));
  const nameOf = (code: string | number) =>
    all.find(({ value }) => value === String(code))?.label ?? String(code);
  const left = (items: readonly Option[]) => items.filter(({ value }) => !chosen.includes(value));
  return (
    <div className="record-many">
      {chosen.length > 0 && (
        <ul className="record-chosen" aria-label={label}>
          {chosen.map((code) => (
            <li key={code}>
              <button
                type="button"
                className="chip"
                aria-label={r.takeOut(nameOf(code))}
                onClick={() => choose(chosen.filter((one) => one !== code))}
              >
                {nameOf(code)} <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <NativeSelect
        label={label}
        description={description}
        error={error}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value=""
        onChange={(event) => event.currentTarget.value && choose([...chosen, event.currentTarget.value])}
        data={[
          { value: "", label: r.choose },
          ...options.map((one) => ("items" in one ? { group: one.group, items: left(one.items) } : one)),
        ]}
      />
    </div>
  );
}

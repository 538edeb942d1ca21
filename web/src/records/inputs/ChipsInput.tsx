import { useId } from "react";
import type { Choices, Option } from "./useChoices";

interface Props {
  label: string;
  description: string | undefined;
  error: string | undefined;
  options: Choices;
  chosen: readonly (string | number)[];
  choose: (chosen: (string | number)[]) => void;
}

/** Any of a few words, side by side; numbers stay numbers. */
export function ChipsInput({ label, description, error, options, chosen, choose }: Props) {
  const id = useId();
  const has = (value: string) => chosen.some((one) => String(one) === value);
  const toggle = (value: string) =>
    choose(has(value) ? chosen.filter((one) => String(one) !== value) : [...chosen, own(value)]);
  return (
    <fieldset className="choice record-chips" aria-describedby={id}>
      <legend>{label}</legend>
      <div className="choice-options">
        {options.filter(isOption).map((option) => (
          <label key={option.value} className="choice-option">
            <input type="checkbox" checked={has(option.value)} onChange={() => toggle(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <p id={id} className="record-hint">
        {description}
        {error && <span className="record-wrong">{error}</span>}
      </p>
    </fieldset>
  );
}

const isOption = (one: Choices[number]): one is Option => "value" in one;
const own = (value: string) => (/^\d$/.test(value) ? Number(value) : value);

import { useId } from "react";

interface Props<T extends string> {
  label: string;
  value: T;
  choose: (value: T) => void;
  options: readonly { value: T; label: string; hint?: string | undefined }[];
}

/** One of a few words, side by side; arrow keys move between them as between any radio buttons. */
export function Choice<T extends string>({ label, value, choose, options }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option" title={option.hint}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => choose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface Props {
  label: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  toggle: (value: string) => void;
  /** What stands below, as what is wrong with the choice. */
  error?: string | undefined;
}

/** Any of a few words, side by side. */
export function Chips({ label, options, chosen, toggle, error }: Props) {
  return (
    <fieldset className="choice wk-chips">
      <legend>{label}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={() => toggle(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error && (
        <p className="wk-wrong" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** A list with `value` in it if it was not, and without it if it was. */
export const toggledIn = (list: readonly string[], value: string): string[] =>
  list.includes(value) ? list.filter((one) => one !== value) : [...list, value];

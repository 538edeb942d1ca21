import { number } from "../../i18n/format";
import type { Device, HealthState } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { countsOf, HEALTH } from "./health";

interface Props {
  devices: readonly Device[];
  state: HealthState | null;
  setState: (state: HealthState | null) => void;
}

/** How many devices are in which state; pressing one shows only those. */
export function StateFilter({ devices, state, setState }: Props) {
  const a = useAdminTexts();
  const counts = countsOf(devices);
  return (
    <fieldset className="chips" aria-label={a.device.health}>
      <Chip pressed={state === null} press={() => setState(null)} words={a.all} count={devices.length} />
      {HEALTH.filter((name) => counts.has(name) || name === state).map((name) => (
        <Chip
          key={name}
          pressed={state === name}
          press={() => setState(state === name ? null : name)}
          words={a.health[name]}
          count={counts.get(name) ?? 0}
        />
      ))}
    </fieldset>
  );
}

interface ChipProps {
  pressed: boolean;
  press: () => void;
  words: string;
  count: number;
}

export function Chip({ pressed, press, words, count }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      {words} <b>{number(count)}</b>
    </button>
  );
}

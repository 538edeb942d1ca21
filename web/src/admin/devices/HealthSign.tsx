import { OKABE_ITO } from "../../map/colours";
import { Sign } from "../../map/Sign";
import type { Shape } from "../../map/shapes";
import type { HealthState } from "../types";
import { useAdminTexts } from "../useAdminTexts";

const filled = (path: string, fill: string): Shape => ({ path, fill, stroke: "#ffffff", strokeWidth: 1 });
const drawn = (path: string, stroke: string, dash?: [number, number]): Shape => ({
  path,
  fill: null,
  stroke,
  strokeWidth: 2.6,
  ...(dash ? { dash } : {}),
});

const CIRCLE = "M5 12a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z";

/** Each state has a form of its own, so that none is told by colour alone. */
const SHAPES: Record<HealthState, Shape> = {
  ok: filled(CIRCLE, "#009e73"),
  silent: drawn(CIRCLE, "#4b5563", [3.6, 2.4]),
  never: drawn("M5 12H19", "#4b5563"),
  clock: drawn(`${CIRCLE}M12 8V12L15 14`, OKABE_ITO.vermilion),
  copied: drawn("M4 4H14V14H4ZM10 10H20V20H10Z", OKABE_ITO.vermilion),
  battery: filled("M12 3 22 20H2Z", OKABE_ITO.amber),
};

export function HealthSign({ state }: { state: HealthState }) {
  const a = useAdminTexts();
  return (
    <span className={`health health-${state}`} title={a.healthHint[state]}>
      <Sign shape={SHAPES[state]} size={16} /> {a.health[state]}
    </span>
  );
}

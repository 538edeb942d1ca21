import { number } from "../../i18n/format";
import { rupiah } from "../../replan/money";
import { useSideTexts } from "../list/useSideTexts";
import { curveOf } from "./curve";

const SIZE = { width: 300, height: 64 };
const MARGIN = 5;

interface Props {
  found: readonly (readonly [number, number])[];
  elapsed: number;
  limit: number;
}

/** How the best cost fell; the axis ends with the time limit. */
export function ProgressCurve({ found, elapsed, limit }: Props) {
  const { job } = useSideTexts();
  const curve = curveOf(found, elapsed, limit, SIZE);
  if (!curve) return <p className="muted">{job.curveNone}</p>;
  const words = job.curve(rupiah(curve.first), rupiah(curve.last), number(found.length));
  const box = [-MARGIN, -MARGIN, SIZE.width + 2 * MARGIN, SIZE.height + 2 * MARGIN].join(" ");
  return (
    <figure className="wk-curve">
      <svg viewBox={box} role="img" aria-label={words}>
        <line className="wk-curve-axis" x1="0" y1={SIZE.height} x2={SIZE.width} y2={SIZE.height} />
        <path className="wk-curve-line" d={curve.path} fill="none" />
        <circle className="wk-curve-end" cx={curve.end.x} cy={curve.end.y} r="3.5" />
      </svg>
      <figcaption>
        <span>{rupiah(curve.first)}</span>
        <span>→</span>
        <strong>{rupiah(curve.last)}</strong>
      </figcaption>
    </figure>
  );
}

import { number } from "../../i18n/format";
import { rupiah } from "../../replan/money";
import { useSideTexts } from "../list/useSideTexts";
import { curveOf } from "./curve";

const SIZE = { width: 300, height: 64 };
/** In units of the box, which is drawn as wide as there is room. */
const MARGIN = 6;

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
      <svg viewBox={box} preserveAspectRatio="none" role="img" aria-label={words}>
        <line className="wk-curve-axis" x1="0" y1={SIZE.height} x2={SIZE.width} y2={SIZE.height} />
        <path className="wk-curve-line" d={curve.path} fill="none" />
        <path className="wk-curve-end" d={`M${curve.end.x} ${curve.end.y}h0.01`} />
      </svg>
      <figcaption>
        <span>{rupiah(curve.first)}</span>
        <span>→</span>
        <strong>{rupiah(curve.last)}</strong>
      </figcaption>
    </figure>
  );
}

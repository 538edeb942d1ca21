import { useSystem } from "../api/queries";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { TRUCK_SHAPE } from "../map/shapes";
import { wibTime } from "../time/wib";
import { FewNames } from "./FewNames";
import { type Figures, isEmptied, laterMinutes, MEASURES, type Measure, type Pair, pairOf } from "./shares";
import type { Named, VehicleChange } from "./types";

const DECIMALS: Record<Measure, number> = { stops: 0, trips: 0, km: 1, hours: 1 };

interface Props {
  change: VehicleChange;
  scales: Figures;
  frozenAt: string;
}

/** One truck: its bars before and after, when it is home, which points it takes over and gives away. */
export function ChangeRow({ change, scales, frozenAt }: Props) {
  const { t } = useLanguage();
  const { view, select } = useView();
  const stopped = isEmptied(change);
  const chosen = view.selection?.kind === "truck" && view.selection.id === change.vehicle_id;
  return (
    <li className="change" data-change={change.vehicle_id} data-stopped={stopped} data-chosen={chosen}>
      <div className="change-head">
        <button
          type="button"
          className="change-plate"
          aria-pressed={chosen}
          title={t.replan.changes.show(change.plate)}
          onClick={() => select({ kind: "truck", id: change.vehicle_id })}
        >
          {stopped && <Sign shape={TRUCK_SHAPE.broken} size={14} />}
          <strong>{change.plate}</strong>
        </button>
        <Home change={change} />
      </div>
      <div className="change-bars">
        {MEASURES.map((measure) => (
          <Bars
            key={measure}
            measure={measure}
            pair={pairOf(change, measure, frozenAt)}
            scale={scales[measure]}
          />
        ))}
      </div>
      <Moves change={change} />
    </li>
  );
}

/** Before above after, as long as the figure against the largest of all trucks. */
function Bars({ measure, pair, scale }: { measure: Measure; pair: Pair; scale: number }) {
  const { t } = useLanguage();
  const words = t.replan.changes;
  const name = words.measures[measure];
  const text = (value: number) => number(value, DECIMALS[measure]);
  const [before, after] = [text(pair.before), text(pair.after)];
  return (
    <div className="bars" data-measure={measure}>
      <p className="bars-words" aria-hidden="true">
        <span className="bars-name">{name}</span>{" "}
        {before === after ? (
          before
        ) : (
          <>
            {before} → <strong>{after}</strong>
          </>
        )}
      </p>
      <span className="for-readers">{words.pair(name, before, after)}</span>
      <span className="bar bar-before" style={{ width: `${(pair.before / scale) * 100}%` }} />
      <span className="bar bar-after" style={{ width: `${(pair.after / scale) * 100}%` }} />
    </div>
  );
}

function Home({ change }: { change: VehicleChange }) {
  const { t } = useLanguage();
  const words = t.replan.changes;
  const shiftEnd = Date.parse(useSystem().data?.shift.end ?? "");
  const { before, after } = change;
  if (isEmptied(change)) return <span className="change-home late">{words.stopped}</span>;
  if (after === null) return null;
  const later = laterMinutes(change);
  const overtime = Date.parse(after.returns_at) > shiftEnd;
  return (
    <span className="change-home">
      {words.home} {before ? `${wibTime(before.returns_at)} → ` : `${words.noRoute} → `}
      <strong>{wibTime(after.returns_at)}</strong>
      {later !== null && later !== 0 && (
        <span className={overtime ? "late" : "change-later"}>
          {later > 0 ? words.later(number(later)) : words.earlier(number(-later))}
        </span>
      )}
    </span>
  );
}

function Moves({ change: { gained, lost } }: { change: VehicleChange }) {
  const { t } = useLanguage();
  const words = t.replan.changes;
  if (gained.length + lost.length === 0) return <p className="change-moves">{words.reordered}</p>;
  return (
    <div className="change-moves">
      {gained.length > 0 && (
        <Names head={words.gained(number(gained.length))} sign="+" kind="gained" list={gained} />
      )}
      {lost.length > 0 && <Names head={words.lost(number(lost.length))} sign="−" kind="lost" list={lost} />}
    </div>
  );
}

interface NamesProps {
  head: string;
  sign: string;
  kind: "gained" | "lost";
  list: readonly Named[];
}

function Names({ head, sign, kind, list }: NamesProps) {
  const label = (
    <span className="names-head">
      <span aria-hidden="true">{sign}</span> {head}
    </span>
  );
  return (
    <div data-moves={kind}>
      <FewNames label={label} names={list.map(({ name }) => name)} />
    </div>
  );
}

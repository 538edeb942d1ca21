import type { Position } from "../api/types";
import type { Selection } from "../app/view";
import { duration } from "../i18n/duration";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { ROAD_SHAPE, SPARE_SHAPE, TRUCK_SHAPE } from "../map/shapes";
import { wibTime } from "../time/wib";
import { LATE_S, levelOf, nameOf, needsEye } from "./attention";
import { doing } from "./doing";

interface Props {
  truck: Position;
  /** Stack seconds since the last fix. */
  ageS: number;
  chosen: boolean;
  /** No valid route uses it today. */
  spare: boolean;
  select: (selection: Selection) => void;
}

/** One truck: sign and word of its state, what it does, how far it is, how old that is. */
export function TruckRow({ truck, ageS, chosen, spare, select }: Props) {
  const { t } = useLanguage();
  const level = levelOf(truck);
  const late = level === "finished" ? 0 : (truck.next_stop?.late_s ?? 0);
  return (
    <li>
      <button
        type="button"
        data-row
        data-truck={truck.vehicle_id}
        className="row"
        data-eye={needsEye(truck)}
        data-level={level}
        aria-pressed={chosen}
        onClick={() => select({ kind: "truck", id: truck.vehicle_id })}
      >
        <Sign shape={TRUCK_SHAPE[truck.state]} size={18} turn={turnOf(truck)} />
        <span className="row-main">
          <span className="row-top">
            <strong className="plate">{nameOf(truck)}</strong>
            {level === "hindered" && truck.closure_ahead && (
              <Hindered ahead={truck.closure_ahead} now={Date.parse(truck.fix_time) + ageS * 1000} />
            )}
            {spare && <Spare />}
            {late >= LATE_S && <span className="late">{t.truck.late(String(Math.floor(late / 60)))}</span>}
          </span>
          <span className="row-doing">
            <span className={`state state-${truck.state}`}>{t.state[truck.state]}</span> {doing(truck, t)}
          </span>
        </span>
        <span className="row-end">
          <span className="row-count">
            {!spare && <Progress done={truck.stops_done} total={truck.stops_total} />}
          </span>
          <span className="row-age">{duration(ageS, t)}</span>
        </span>
        <span
          className="row-bar"
          style={{ transform: `scaleX(${share(truck.stops_done, truck.stops_total)})` }}
        />
      </button>
    </li>
  );
}

/** The closure that the rest of the route runs into: short in the row, whole for readers and on pointing. */
function Hindered({ ahead, now }: { ahead: NonNullable<Position["closure_ahead"]>; now: number }) {
  const { t } = useLanguage();
  const time = wibTime(ahead.at);
  // a truck behind its plan is not there at the planned time, which lies in the past
  const isLate = Date.parse(ahead.at) < now;
  return (
    <span className="row-hindered" title={t.roads.hindrance.row(time, ahead.stop_name)}>
      <Sign shape={ROAD_SHAPE.hindrance} size={14} />
      {isLate ? t.roads.hindrance.ahead : t.roads.hindrance.short(time)}
      <span className="for-readers">, {t.roads.hindrance.at(time, ahead.stop_name)}</span>
    </span>
  );
}

/** Nobody planned it today: it stands ready for whoever needs a truck. */
function Spare() {
  const { t } = useLanguage();
  return (
    <span className="spare" title={t.replan.unplanned.truckHint}>
      <Sign shape={SPARE_SHAPE} size={13} /> {t.replan.unplanned.truck}
    </span>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  const { t } = useLanguage();
  if (total === 0) return <span className="row-age">{t.list.noRoute}</span>;
  return (
    <>
      {done}/{total}
      <span className="for-readers">{t.list.progress(done, total)}</span>
    </>
  );
}

function turnOf(truck: Position): number {
  return truck.state === "driving" ? (truck.course_deg ?? 0) : 0;
}

function share(done: number, total: number): number {
  return total > 0 ? Math.min(1, done / total) : 0;
}

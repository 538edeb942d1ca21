import type { DayStop, VehicleDay } from "../api/types";
import { useView } from "../app/ViewProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import { POINT_COLOUR } from "../map/colours";
import { Sign } from "../map/Sign";
import { FACILITY_SHAPE, POINT_SHAPE, ROAD_SHAPE, type Shape } from "../map/shapes";
import { reasonShown } from "../roads/reasons";
import { wibTime } from "../time/wib";

const NEXT_SHAPE: Shape = { ...POINT_SHAPE.planned, fill: POINT_COLOUR.planned };

/** The day's stops in order, grouped by trip, planned time beside actual. */
export function StopList({ data }: { data: VehicleDay }) {
  const { t } = useLanguage();
  const closed = new Map(data.closures_ahead.map(({ n, reason }) => [n, reasonShown(reason, t)]));
  return (
    <section className="stops" aria-label={t.truck.stops}>
      <div className="stops-head">
        <h3>
          {t.truck.stops} · {data.stops_done}/{data.stops_total}
        </h3>
        <span>{t.truck.planned}</span>
        <span>{t.truck.actual}</span>
      </div>
      {byTrip(data.stops).map(([trip, stops]) => (
        <section key={trip} aria-label={t.truck.tripHeading(trip)}>
          <h4>{t.truck.tripHeading(trip)}</h4>
          <ol className="stop-rows">
            {stops.map((stop) => (
              <StopRow key={stop.n} stop={stop} closed={closed.get(stop.n)} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}

/** `closed` says why the road to the stop is closed, if it is. */
function StopRow({ stop, closed }: { stop: DayStop; closed: string | undefined }) {
  const { t } = useLanguage();
  const { select } = useView();
  const { point_id } = stop;
  const words = (
    <>
      <Sign shape={shapeOf(stop)} size={15} />
      <span className="stop-name">
        {stop.name}
        {closed !== undefined && (
          <span className="stop-closed" title={t.roads.hindrance.stop(closed)}>
            <Sign shape={ROAD_SHAPE.hindrance} size={14} />
            <span className="for-readers">{t.roads.hindrance.stop(closed)}</span>
          </span>
        )}
        {stop.kind === "unload" && <small> · {t.truck.unload}</small>}
        <span className="for-readers">, {t.truck.stopStatus[stop.status]}</span>
      </span>
      <span className="stop-time">{wibTime(stop.planned_arrival)}</span>
      <span className={`stop-time stop-actual stop-${stop.status}`}>{actualTime(stop)}</span>
    </>
  );
  if (point_id === null) return <li className="stop-row">{words}</li>;
  return (
    <li>
      <button type="button" className="stop-row" onClick={() => select({ kind: "point", id: point_id })}>
        {words}
      </button>
    </li>
  );
}

function actualTime(stop: DayStop): string {
  if (stop.arrived_at) return wibTime(stop.arrived_at);
  if (stop.status === "missed") return "×";
  return stop.eta ? `≈${wibTime(stop.eta)}` : "–";
}

function shapeOf(stop: DayStop): Shape {
  if (stop.kind === "unload") return FACILITY_SHAPE.landfill;
  if (stop.kind === "end") return FACILITY_SHAPE.pool;
  return stop.status === "next" ? NEXT_SHAPE : POINT_SHAPE[stop.status];
}

function byTrip(stops: readonly DayStop[]): [number, DayStop[]][] {
  const trips = new Map<number, DayStop[]>();
  for (const stop of stops) trips.set(stop.trip, [...(trips.get(stop.trip) ?? []), stop]);
  return [...trips];
}

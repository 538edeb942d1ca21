import { Button, CloseButton } from "@mantine/core";
import { usePosition } from "../api/LiveProvider";
import { useVehicleDay } from "../api/queries";
import type { Position, VehicleDay } from "../api/types";
import { useDay } from "../app/DayProvider";
import { Fact } from "../app/Fact";
import { LoadFailed } from "../app/LoadFailed";
import { useView } from "../app/ViewProvider";
import { duration } from "../i18n/duration";
import { kilograms, kilometres, number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { ROAD_SHAPE, TRUCK_SHAPE } from "../map/shapes";
import { EditRecord } from "../records/EditRecord";
import { TruckActions } from "../replan/TruckActions";
import { reasonShown } from "../roads/reasons";
import { useNow } from "../time/ClockProvider";
import { wibTime } from "../time/wib";
import { LATE_S, nameOf } from "./attention";
import { doing } from "./doing";
import { MatchedTrack } from "./MatchedTrack";
import { StopList } from "./StopList";

/** One truck: what it does now, and its day as planned beside its day as driven. */
export function TruckPanel({ vehicleId }: { vehicleId: string }) {
  const { t, language } = useLanguage();
  const { day, today } = useDay();
  const { select } = useView();
  const live = usePosition(vehicleId);
  const { data, isError, refetch } = useVehicleDay(vehicleId, day);
  const name = live ? nameOf(live) : (data?.vehicle.plate ?? vehicleId);
  return (
    <div className="panel">
      <header className="panel-head">
        <div>
          <h2>{name}</h2>
          <p className="panel-sub">
            {[data?.vehicle[`class_name_${language}`], vehicleId].filter(Boolean).join(" · ")}
          </p>
        </div>
        <EditRecord list="vehicles" id={vehicleId} />
        <CloseButton aria-label={t.truck.close} onClick={() => select(null)} />
      </header>
      {live && day === today && <Now truck={live} />}
      {data && <TruckActions data={data} />}
      {live && day === today && <LiveFacts truck={live} />}
      {isError && !data && <LoadFailed retry={() => void refetch()} />}
      {data?.withheld && <p className="empty">{t.offShift.panel}</p>}
      {data && <Hindered ahead={data.closures_ahead} />}
      {data && <Day data={data} live={live} />}
    </div>
  );
}

/** The closures that the rest of the route runs into, each with the way to it. */
function Hindered({ ahead }: { ahead: VehicleDay["closures_ahead"] }) {
  const { t } = useLanguage();
  const { select } = useView();
  if (ahead.length === 0) return null;
  return (
    <section className="hindered" aria-label={t.roads.hindrance.title}>
      <h3>
        <Sign shape={ROAD_SHAPE.hindrance} size={16} /> {t.roads.hindrance.title}
      </h3>
      <ul>
        {ahead.map(({ closure_id, n, at, stop_name, reason }) => (
          <li key={`${closure_id}-${n}`}>
            {t.roads.hindrance.at(wibTime(at), stop_name)} · {reasonShown(reason, t)}{" "}
            <button
              type="button"
              className="link"
              onClick={() => select({ kind: "closure", id: closure_id })}
            >
              {t.roads.hindrance.see}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Now({ truck }: { truck: Position }) {
  const { t } = useLanguage();
  const { follow, setFollow } = useView();
  return (
    <>
      <div className="now">
        <span className={`state state-${truck.state}`}>
          <Sign shape={TRUCK_SHAPE[truck.state]} size={16} /> {t.state[truck.state]}
        </span>
        <span className="now-doing">{doing(truck, t)}</span>
        <Button
          size="compact-sm"
          variant={follow ? "filled" : "default"}
          aria-pressed={follow}
          onClick={() => setFollow(!follow)}
        >
          {follow ? t.truck.following : t.truck.follow}
        </Button>
      </div>
      {/* A broken truck goes nowhere, whatever its route says. */}
      {truck.state !== "broken" && <NextStop truck={truck} />}
    </>
  );
}

function LiveFacts({ truck }: { truck: Position }) {
  const { t } = useLanguage();
  const ageS = (useNow() - Date.parse(truck.fix_time)) / 1000;
  return (
    <dl className="facts">
      <Load kg={truck.load_kg} pct={truck.load_pct} />
      <Fact name={t.truck.trip}>{truck.trip === null ? "–" : number(truck.trip)}</Fact>
      <Fact name={t.truck.speed}>{truck.speed_kmh === null ? "–" : `${number(truck.speed_kmh)} km/jam`}</Fact>
      <Fact name={t.truck.lastFix}>
        {wibTime(truck.fix_time)} · {t.truck.ago(duration(ageS, t))}
      </Fact>
    </dl>
  );
}

function NextStop({ truck }: { truck: Position }) {
  const { t } = useLanguage();
  const next = truck.next_stop;
  if (!next) return <p className="next next-none">{t.truck.noNextStop}</p>;
  const late = next.late_s >= LATE_S;
  return (
    <p className="next">
      <span className="next-label">{t.truck.nextStop}</span>
      <strong>{next.name}</strong>
      <span className="next-time">{wibTime(next.eta)}</span>
      <span className={late ? "late" : "in-time"}>
        {late ? t.truck.late(number(Math.floor(next.late_s / 60))) : t.truck.onTime}
      </span>
    </p>
  );
}

function Load({ kg, pct }: { kg: number | null; pct: number | null }) {
  const { t } = useLanguage();
  if (kg === null) return <Fact name={t.truck.load}>–</Fact>;
  return (
    <Fact name={t.truck.load} hint={t.truck.loadEstimate}>
      {kilograms(kg)}
      {pct !== null && ` · ${number(pct)} %`}
      {pct !== null && <progress className="load-bar" value={pct} max={100} aria-label={t.truck.load} />}
    </Fact>
  );
}

function Day({ data, live }: { data: VehicleDay; live: Position | undefined }) {
  const { t } = useLanguage();
  const acknowledged = live?.plan_acknowledged ?? data.plan_acknowledged;
  if (data.plan_id === null) {
    return (
      <>
        <p className="empty">{t.truck.noPlanHint}</p>
        <MatchedTrack key={data.day} vehicleId={data.vehicle.id} day={data.day} />
      </>
    );
  }
  return (
    <>
      <dl className="facts">
        <Fact name={t.truck.plan}>
          <span className={acknowledged ? "in-time" : "late"}>
            {acknowledged ? t.truck.planReceived : t.truck.planSent}
          </span>
        </Fact>
        {data.distance_planned_m !== null && (
          <Fact name={t.truck.distance}>{kilometres(data.distance_planned_m)}</Fact>
        )}
      </dl>
      <MatchedTrack key={data.day} vehicleId={data.vehicle.id} day={data.day} />
      <StopList data={data} />
    </>
  );
}

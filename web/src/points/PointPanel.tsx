import { Button, CloseButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { usePoint } from "../api/queries";
import type { PointDetail, PointVisit } from "../api/types";
import { useDay } from "../app/DayProvider";
import { Fact } from "../app/Fact";
import { LoadFailed } from "../app/LoadFailed";
import { useView } from "../app/ViewProvider";
import { kilograms } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { POINT_SHAPE } from "../map/shapes";
import { EditRecord } from "../records/EditRecord";
import { UrgentRequest } from "../replan/UrgentRequest";
import { dayWords, wibTime } from "../time/wib";
import { copyText } from "./copy";

const COPIED_MS = 2000;

/** One point: why it has or has not been emptied, in a sentence to send on, and its last visits. */
export function PointPanel({ pointId }: { pointId: number }) {
  const { t } = useLanguage();
  const { day } = useDay();
  const { select } = useView();
  const { data, isError, refetch } = usePoint(pointId, day);
  const point = data?.point.properties;
  return (
    <div className="panel">
      <header className="panel-head">
        <div>
          <h2>
            {point?.name ?? t.point.kind} {point?.sample && <span className="sample">{t.point.sample}</span>}
          </h2>
          {point && (
            <p className="panel-sub">
              {t.pointKind[point.kind]} · {point.village}, {point.kecamatan} · {point.code}
            </p>
          )}
        </div>
        <EditRecord list="points" id={pointId} />
        <CloseButton aria-label={t.truck.close} onClick={() => select(null)} />
      </header>
      {isError && !data && <LoadFailed retry={() => void refetch()} />}
      {!data && !isError && <p className="empty">{t.list.loading}</p>}
      {data && <Body detail={data} />}
    </div>
  );
}

function Body({ detail }: { detail: PointDetail }) {
  const { t, language } = useLanguage();
  const point = detail.point.properties;
  return (
    <>
      <div className="now">
        <span className={`state point-${point.status}`}>
          <Sign shape={POINT_SHAPE[point.status]} size={16} /> {t.pointStatus[point.status]}
        </span>
      </div>
      <Sentence text={detail.sentence[language]} />
      <UrgentRequest point={point} />
      <Facts detail={detail} />
      <h3 className="panel-section">{t.point.visits}</h3>
      {detail.last_visits.length === 0 && <p className="empty">{t.point.noVisits}</p>}
      <ul className="visits">
        {detail.last_visits.map((visit) => (
          <Visit key={`${visit.vehicle_id}${visit.arrived_at}`} visit={visit} />
        ))}
      </ul>
    </>
  );
}

function Sentence({ text }: { text: string }) {
  const { t } = useLanguage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void copyText(text).then(setCopied);
  return (
    <section className="sentence" aria-label={t.point.why}>
      <p>{text}</p>
      <Button size="compact-sm" variant={copied ? "filled" : "default"} onClick={copy}>
        {copied ? t.point.copied : t.point.copy}
      </Button>
    </section>
  );
}

function Facts({ detail }: { detail: PointDetail }) {
  const { t, language } = useLanguage();
  const point = detail.point.properties;
  return (
    <dl className="facts">
      <TruckFact vehicleId={point.vehicle_id} plate={detail.plate} />
      {point.visited_at && <Fact name={t.point.visitedAt}>{wibTime(point.visited_at)}</Fact>}
      {!point.visited_at && point.eta && <Fact name={t.point.eta}>≈{wibTime(point.eta)}</Fact>}
      <Fact name={t.point.waste} hint={t.point.wasteHint(detail.kg_source)}>
        {kilograms(point.kg_estimate)}
      </Fact>
      {detail.last_emptied_on !== null && (
        <Fact name={t.point.lastEmptied}>{dayWords(detail.last_emptied_on, language)}</Fact>
      )}
    </dl>
  );
}

function TruckFact({ vehicleId, plate }: { vehicleId: string | null; plate: string | null }) {
  const { t } = useLanguage();
  const { select } = useView();
  if (vehicleId === null) return null;
  const name = plate ?? vehicleId;
  return (
    <Fact name={t.point.truck}>
      <button
        type="button"
        className="link"
        aria-label={t.point.showTruck(name)}
        onClick={() => select({ kind: "truck", id: vehicleId })}
      >
        {name}
      </button>
    </Fact>
  );
}

function Visit({ visit }: { visit: PointVisit }) {
  const { t, language } = useLanguage();
  return (
    <li>
      <span>{dayWords(visit.operating_day, language)}</span>
      <span>
        {wibTime(visit.arrived_at)}
        {visit.left_at && `–${wibTime(visit.left_at)}`}
      </span>
      <span>{visit.plate ?? visit.vehicle_id}</span>
      <small>{t.point.source[visit.source]}</small>
    </li>
  );
}

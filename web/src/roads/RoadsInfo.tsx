import type { RoadConditionInfo, RoadsStatus } from "../api/types";
import { Fact } from "../app/Fact";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { wibDate } from "../time/wib";
import { useRoadsStatus } from "./queries";
import { useClassName } from "./useClassName";

/** What the banner above everything says already. */
const ON_BANNER: ReadonlySet<string> = new Set(["synthetic_roads", "no_roads"]);

/** Which roads are in use, how fresh and whole they are, and what is in force on them for each class. */
export function RoadsInfo() {
  const { t, language } = useLanguage();
  const { data } = useRoadsStatus();
  if (!data) return null;
  return (
    <section className="roads-info" aria-label={t.roads.info.title}>
      <h3 className="roads-heading">{t.roads.info.title}</h3>
      {data.warnings
        .filter(({ code }) => !ON_BANNER.has(code))
        .map(({ code, words }) => (
          <p key={code} className="roads-warning">
            {words[language]}
          </p>
        ))}
      {data.network && <Network network={data.network} />}
      {data.conditions.length > 0 && <Conditions conditions={data.conditions} />}
    </section>
  );
}

function Network({ network }: { network: NonNullable<RoadsStatus["network"]> }) {
  const { t, language } = useLanguage();
  const dated = network.data_date !== null;
  const date = network.data_date ?? network.built_at;
  return (
    <dl className="facts">
      <Fact name={t.roads.info.source} hint={network.attribution}>
        {t.roads.info.kind[network.kind]}
      </Fact>
      <Fact name={dated ? t.roads.info.date : t.roads.info.built}>
        {wibDate(date, language)} {date.slice(0, 4)}
      </Fact>
      {network.km !== null && <Fact name={t.roads.info.length}>{number(network.km)} km</Fact>}
      {network.maxspeed_share !== null && (
        <Fact name={t.roads.info.maxspeed}>{number(network.maxspeed_share * 100)} %</Fact>
      )}
    </dl>
  );
}

function Conditions({ conditions }: { conditions: readonly RoadConditionInfo[] }) {
  const { t } = useLanguage();
  const className = useClassName();
  return (
    <>
      <h4 className="roads-sub">{t.roads.info.condition}</h4>
      <ul className="conditions">
        {conditions.map((condition) => (
          <li key={condition.class_code}>
            <strong>{className(condition.class_code)}</strong>
            <span>{wordsOf(condition)}</span>
            {condition.error && (
              <small className="roads-warning">{t.roads.info.error(condition.error)}</small>
            )}
            {!condition.current && <small className="roads-warning">{t.roads.info.outdated}</small>}
          </li>
        ))}
      </ul>
    </>
  );

  function wordsOf(condition: RoadConditionInfo): string {
    const closed =
      condition.closures.length === 0
        ? t.roads.info.base
        : t.roads.info.closed(number(condition.closures.length), number(condition.closed_segments));
    const band = [condition.speed_set, condition.speed_band].filter(Boolean).join(" ");
    return band ? `${closed} · ${t.roads.info.speeds(band)}` : closed;
  }
}

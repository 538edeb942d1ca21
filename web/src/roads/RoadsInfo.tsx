import type { RoadConditionInfo, RoadsStatus } from "../api/types";
import { Fact } from "../app/Fact";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
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

/** Classes for which the same holds stand on one line. */
function Conditions({ conditions }: { conditions: readonly RoadConditionInfo[] }) {
  const { t } = useLanguage();
  const className = useClassName();
  const lines = new Map<string, RoadConditionInfo[]>();
  for (const condition of conditions) {
    const words = [inForce(condition, t), ...faults(condition, t)].join("|");
    lines.set(words, [...(lines.get(words) ?? []), condition]);
  }
  return (
    <>
      <h4 className="roads-sub">{t.roads.info.condition}</h4>
      <ul className="conditions">
        {[...lines].map(([words, group]) => {
          const [holds, ...wrong] = words.split("|");
          return (
            <li key={words}>
              <strong>
                {group.length === conditions.length
                  ? t.roads.panel.allClasses
                  : group.map((one) => className(one.class_code)).join(", ")}
              </strong>
              <span>{holds}</span>
              {wrong.map((fault) => (
                <small key={fault} className="roads-warning">
                  {fault}
                </small>
              ))}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function inForce(condition: RoadConditionInfo, t: Texts): string {
  const closed =
    condition.closures.length === 0
      ? t.roads.info.base
      : t.roads.info.closed(number(condition.closures.length), number(condition.closed_segments));
  const band = [condition.speed_set, condition.speed_band].filter(Boolean).join(" ");
  return band ? `${closed} · ${t.roads.info.speeds(band)}` : closed;
}

function faults(condition: RoadConditionInfo, t: Texts): string[] {
  const failed = condition.error ? [t.roads.info.error(condition.error)] : [];
  return condition.current ? failed : [...failed, t.roads.info.outdated];
}

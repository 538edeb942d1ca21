import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "./Sign";
import { FACILITY_SHAPE, POINT_SHAPE, type Shape, TRUCK_SHAPE } from "./shapes";

/** What each sign means, from the same outlines that the map draws. */
export function Legend() {
  const { t } = useLanguage();
  const trucks = entries(TRUCK_SHAPE, t.state);
  const points = entries(POINT_SHAPE, t.pointStatus);
  const places = entries(FACILITY_SHAPE, t.facilityKind);
  return (
    <details className="legend">
      <summary>{t.map.legend}</summary>
      <div className="legend-sets">
        <LegendSet name={t.map.legendTrucks} entries={trucks} />
        <LegendSet name={t.map.legendPoints} entries={points} />
        <LegendSet name={t.map.legendPlaces} entries={places} />
      </div>
    </details>
  );
}

type Entry = [Shape, string];

function LegendSet({ name, entries: list }: { name: string; entries: Entry[] }) {
  return (
    <section>
      <h3>{name}</h3>
      <ul>
        {list.map(([shape, word]) => (
          <li key={word}>
            <Sign shape={shape} size={16} /> {word}
          </li>
        ))}
      </ul>
    </section>
  );
}

function entries<K extends string>(shapes: Record<K, Shape>, words: Record<K, string>): Entry[] {
  return (Object.keys(shapes) as K[]).map((key) => [shapes[key], words[key]]);
}

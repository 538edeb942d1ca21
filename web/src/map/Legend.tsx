import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "./Sign";
import {
  FACILITY_SHAPE,
  NOTE_SHAPE,
  POINT_SHAPE,
  ROAD_SHAPE,
  type Shape,
  SPARE_SHAPE,
  TRUCK_SHAPE,
  URGENT_SHAPE,
} from "./shapes";

/** What each sign means, from the same outlines that the map draws. */
export function Legend() {
  const { t } = useLanguage();
  const trucks: Entry[] = [...entries(TRUCK_SHAPE, t.state), [SPARE_SHAPE, t.replan.unplanned.truck]];
  const points: Entry[] = [...entries(POINT_SHAPE, t.pointStatus), [URGENT_SHAPE, t.replan.urgent.short]];
  const estimated: Entry = [NOTE_SHAPE.estimated, t.roads.place.estimated];
  const places = [...entries(FACILITY_SHAPE, t.facilityKind), estimated];
  const roads: Entry[] = [
    [ROAD_SHAPE.closed, t.roads.legend.closed],
    [ROAD_SHAPE.coming, t.roads.legend.coming],
    [ROAD_SHAPE.hindrance, t.roads.legend.hindrance],
  ];
  return (
    <details className="legend">
      <summary>{t.map.legend}</summary>
      <div className="legend-sets">
        <LegendSet name={t.map.legendTrucks} entries={trucks} />
        <LegendSet name={t.map.legendPoints} entries={points} />
        <LegendSet name={t.map.legendPlaces} entries={places} />
        <LegendSet name={t.roads.tab} entries={roads} />
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

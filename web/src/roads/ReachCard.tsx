import { Button, CloseButton, NativeSelect } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useFacilities } from "../api/queries";
import type { VillageReachCollection } from "../api/types";
import { useView } from "../app/ViewProvider";
import type { ReachView } from "../app/view";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { NOTE_SHAPE } from "../map/shapes";
import { BAND_INKS, BAND_TINTS, countByBand, UPPER_MINUTES } from "./bands";
import { useReach, useUnreached } from "./queries";

import { useClasses } from "./useClassName";

const NEAREST = "";
const PHONE = "(max-width: 760px)";

/** What the layer of reach shows: to where, by which class, what the tints mean, who is left out. */
export function ReachCard({ reach }: { reach: ReachView }) {
  const { t } = useLanguage();
  const { setReach } = useView();
  const { data } = useReach(reach.classCode, reach.facility);
  const phone = useMediaQuery(PHONE);
  const [unfolded, setUnfolded] = useState(false);
  // On a phone the whole card would leave nothing of the map to see.
  const open = !phone || unfolded;
  return (
    <section className="reach-card" aria-label={t.roads.reach.title}>
      <header>
        <h3>{t.roads.reach.title}</h3>
        {phone && (
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={open}
            onClick={() => setUnfolded(!unfolded)}
          >
            {t.roads.reach.more}
          </Button>
        )}
        <CloseButton size="sm" aria-label={t.roads.reach.hide} onClick={() => setReach(null)} />
      </header>
      {data?.computed === false && <p role="status">{t.roads.reach.notYet}</p>}
      {!open && <Strip />}
      {open && (
        <>
          <p className="reach-hint">{t.roads.reach.hint}</p>
          <Choices reach={reach} />
          {data?.computed && <Bands data={data} />}
          {data?.computed && <LeftOut data={data} classCode={reach.classCode} />}
          <p className="reach-hint">{t.roads.reach.without}</p>
        </>
      )}
    </section>
  );
}

/** The tints with their bounds in one line. */
function Strip() {
  return (
    <ol className="strip">
      {BAND_TINTS.map((tint, band) => (
        <li key={tint} style={{ background: tint, color: BAND_INKS[band] }}>
          {UPPER_MINUTES[band] === undefined ? `${UPPER_MINUTES[band - 1]}+` : `<${UPPER_MINUTES[band]}`}
        </li>
      ))}
    </ol>
  );
}

function Choices({ reach }: { reach: ReachView }) {
  const { t } = useLanguage();
  const { setReach } = useView();
  const facilities = useFacilities();
  const classes = useClasses();
  const open = (facilities.data?.features ?? []).filter(({ properties: p }) => p.status !== "closed");
  return (
    <div className="reach-choices">
      <NativeSelect
        size="xs"
        label={t.roads.reach.to}
        value={reach.facility === null ? NEAREST : String(reach.facility)}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setReach({ ...reach, facility: chosen === NEAREST ? null : Number(chosen) });
        }}
        data={[
          { value: NEAREST, label: t.roads.reach.nearest },
          ...open.map(({ id, properties: p }) => ({ value: String(id), label: p.name })),
        ]}
      />
      <NativeSelect
        size="xs"
        label={t.roads.reach.class}
        value={reach.classCode}
        onChange={(event) => setReach({ ...reach, classCode: event.currentTarget.value })}
        data={classes.map(({ code, name }) => ({ value: code, label: name }))}
      />
    </div>
  );
}

function Bands({ data }: { data: VillageReachCollection }) {
  const { t } = useLanguage();
  const minutes = data.features.flatMap(({ properties: p }) => (p.there_min === null ? [] : [p.there_min]));
  const counts = countByBand(minutes);
  const chosen = data.facilities.find(({ id }) => id === data.facility_id);
  return (
    <>
      <ul className="bands">
        {BAND_TINTS.map((tint, band) => (
          <li key={tint}>
            <span className="band-tint" style={{ background: tint }} />
            <span>{bandWords(band)}</span>
            <span className="band-count">{t.roads.reach.villages(number(counts[band] ?? 0))}</span>
          </li>
        ))}
      </ul>
      {chosen && chosen.median_min !== null && chosen.farthest_min !== null && (
        <p>{t.roads.reach.summary(number(chosen.median_min), number(chosen.farthest_min))}</p>
      )}
    </>
  );

  function bandWords(band: number): string {
    const [from, to] = [UPPER_MINUTES[band - 1], UPPER_MINUTES[band]];
    if (from === undefined) return t.roads.reach.bandFirst(number(to ?? 0));
    if (to === undefined) return t.roads.reach.bandLast(number(from));
    return t.roads.reach.band(number(from), number(to));
  }
}

/** Villages and points that no road leads to, each with the reason. */
function LeftOut({ data, classCode }: { data: VillageReachCollection; classCode: string }) {
  const { t, language } = useLanguage();
  const { select } = useView();
  const points = useUnreached(classCode).data?.features ?? [];
  const villages = data.features.filter(({ properties: p }) => p.there_min === null);
  return (
    <>
      {villages.length > 0 && (
        <details className="left-out">
          <summary>
            <Sign shape={NOTE_SHAPE.unreached} size={15} /> {t.roads.reach.outOf(number(villages.length))}
          </summary>
          <ul>
            {villages.map(({ id, properties: p }) => (
              <li key={id}>
                <strong>{p.name}</strong> {p.words?.[language]}
              </li>
            ))}
          </ul>
        </details>
      )}
      {points.length === 0 && <p>{t.roads.reach.noPoints}</p>}
      {points.length > 0 && (
        <details className="left-out">
          <summary>
            <Sign shape={NOTE_SHAPE.unreached} size={15} /> {t.roads.reach.points(number(points.length))}
          </summary>
          <ul>
            {points.map(({ id, properties: p }) => (
              <li key={id}>
                <button type="button" className="link" onClick={() => select({ kind: "point", id })}>
                  {p.name}
                </button>{" "}
                {p.words[language]}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

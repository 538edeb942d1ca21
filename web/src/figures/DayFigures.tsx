import { useFigures } from "../api/queries";
import { useDay } from "../app/DayProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";

/** The day in one line: points, trips, tonnes, alerts. */
export function DayFigures() {
  const { t } = useLanguage();
  const { day } = useDay();
  const { data } = useFigures(day);
  if (!data) return <div className="figures" aria-busy="true" />;
  const [done, total] = [number(data.points_done), number(data.points_planned)];
  const [trips, tripsTotal] = [number(data.rit_done), number(data.rit_planned)];
  return (
    <div className="figures" data-testid="figures">
      <span className="figure">
        <span className="figure-name">{t.header.points}</span>
        <strong>
          {done}/{total}
        </strong>
        <progress
          className="figure-bar"
          value={data.points_done}
          max={Math.max(1, data.points_planned)}
          aria-label={t.header.pointsDone(done, total)}
        />
      </span>
      <span className="figure" title={t.header.tripsDone(trips, tripsTotal)}>
        <span className="figure-name">{t.header.trips}</span>
        <strong>
          {trips}/{tripsTotal}
        </strong>
      </span>
      <span className="figure" title={t.header.tonnesHint}>
        <strong>{t.header.tonnes(number(data.tonnes_estimate, 1))}</strong>
      </span>
      {data.alerts > 0 && (
        <span className="figure figure-alerts" title={t.header.alerts(number(data.alerts))}>
          <span aria-hidden="true">⚠</span> <strong>{number(data.alerts)}</strong>
          <span className="for-readers">{t.header.alerts(number(data.alerts))}</span>
        </span>
      )}
    </div>
  );
}

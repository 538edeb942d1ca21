import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useRoutes } from "../../api/queries";
import { useDay } from "../../app/DayProvider";
import { LoadFailed } from "../../app/LoadFailed";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import { useSideTexts } from "../list/useSideTexts";
import { Download } from "./Download";
import { routesOf } from "./routes";

const FORMATS = ["pdf", "gpx", "geojson"] as const;

/** Sheets and files of one day: of all trucks, and truck by truck. */
export function RouteFiles({ days }: { days: readonly string[] }) {
  const s = useSideTexts();
  const w = s.handout;
  const { language } = useLanguage();
  const { today } = useDay();
  const [day, setDay] = useState(() => days.find((one) => one >= today) ?? days[0] ?? today);
  const routes = useRoutes(day);
  const rows = routesOf(routes.data?.features ?? []);
  return (
    <div className="wk-files">
      <div className="wk-row wk-files-head">
        <NativeSelect
          size="xs"
          aria-label={w.day}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          data={days.map((value) => ({ value, label: dayWords(value, language) }))}
        />
        {rows.length > 0 && (
          <Download path={`handouts/days/${day}.pdf`} name={`rute-${day}.pdf`} label={w.allTrucks}>
            {w.allTrucks}
          </Download>
        )}
      </div>
      {routes.isError && <LoadFailed retry={() => void routes.refetch()} />}
      {routes.isPending && (
        <p className="muted" role="status">
          {s.loading}
        </p>
      )}
      {routes.isSuccess && rows.length === 0 && <p className="muted">{w.noRoutes}</p>}
      <ul className="wk-route-list">
        {rows.map((route) => (
          <li key={route.id} data-route={route.id}>
            <span>
              <strong className="plate">{route.plate}</strong>{" "}
              <span className="muted">{w.stops(number(route.points))}</span>
            </span>
            <span className="wk-buttons">
              {FORMATS.map((format) => (
                <Download
                  key={format}
                  path={`handouts/routes/${route.id}.${format}`}
                  name={`rute-${day}-${route.vehicle}.${format}`}
                  label={w.sheet(format.toUpperCase(), route.plate)}
                >
                  {format === "geojson" ? "GeoJSON" : format.toUpperCase()}
                </Download>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { ClosureFeature } from "../api/types";
import { LoadFailed } from "../app/LoadFailed";
import { useRights } from "../app/useRights";
import { useView } from "../app/ViewProvider";
import { moveByArrows } from "../fleet/arrows";
import { matches } from "../fleet/search";
import { useLanguage } from "../i18n/LanguageProvider";
import { ClosureRow } from "./ClosureRow";
import { byPhase, PHASES, type Phase } from "./phases";
import { useClosures } from "./queries";
import { RoadsInfo } from "./RoadsInfo";
import { reasonShown } from "./reasons";
import { useTool } from "./ToolProvider";
import { newArea } from "./tool";

/** Roads that are closed, will be or were; how to close one; what the roads in use are. */
export function RoadsTab({ search }: { search: string }) {
  const { t } = useLanguage();
  const rights = useRights();
  const { view, setReach } = useView();
  const { tool, step } = useTool();
  return (
    <>
      <div className="roads-tools">
        {rights.closeRoads && (
          <Button
            size="compact-sm"
            disabled={tool !== null}
            onClick={() => step({ do: "begin", tool: newArea })}
          >
            {t.roads.close}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          aria-pressed={view.reach !== null}
          onClick={() => setReach(view.reach ? null : { classCode: "dump_truck", facility: null })}
        >
          {view.reach ? t.roads.reach.hide : t.roads.reach.show}
        </Button>
      </div>
      <Closures search={search} />
      <RoadsInfo />
    </>
  );
}

function Closures({ search }: { search: string }) {
  const { t } = useLanguage();
  const { data, isError, refetch } = useClosures();
  const phases = useMemo(
    () => byPhase(found(data?.features ?? [], search, (kept) => reasonShown(kept, t))),
    [data, search, t],
  );
  if (isError && !data) return <LoadFailed retry={() => void refetch()} />;
  if (!data) return <p className="empty">{t.list.loading}</p>;
  if (data.features.length === 0) return <p className="empty">{t.roads.none}</p>;
  return (
    <>
      {PHASES.map((phase) => (
        <PhaseList key={phase} phase={phase} closures={phases[phase]} />
      ))}
    </>
  );
}

function PhaseList({ phase, closures }: { phase: Phase; closures: readonly ClosureFeature[] }) {
  const { t } = useLanguage();
  if (closures.length === 0) return null;
  const head = `${t.roads.heading[phase]} · ${closures.length}`;
  const rows = (
    <ul aria-label={t.roads.heading[phase]} onKeyDown={moveByArrows}>
      {closures.map((closure) => (
        <ClosureRow key={closure.id} closure={closure.properties} />
      ))}
    </ul>
  );
  if (phase !== "past") {
    return (
      <section className="rows">
        <h3 className="roads-heading">{head}</h3>
        {rows}
      </section>
    );
  }
  return (
    <details className="rows">
      <summary className="roads-heading">{head}</summary>
      {rows}
    </details>
  );
}

function found(
  closures: readonly ClosureFeature[],
  search: string,
  words: (reason: string) => string,
): ClosureFeature[] {
  return closures.filter(({ properties: p }) => matches(search, [words(p.reason), p.reason, p.created_by]));
}

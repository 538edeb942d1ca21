import { Button } from "@mantine/core";
import { useLanguage } from "../i18n/LanguageProvider";
import { crossesItself, LEAST_CORNERS } from "./ring";
import { useTool } from "./ToolProvider";
import type { Tool } from "./tool";

type Area = Extract<Tool, { kind: "area" }>;

/** What to do next with the outline, and the buttons for hands without a keyboard. */
export function AreaStep({ area }: { area: Area }) {
  const { t } = useLanguage();
  const { step } = useTool();
  const { corners, closed } = area;
  const crossed = corners.length > LEAST_CORNERS && crossesItself(corners);
  return (
    <>
      <p role="status" className={crossed ? "draw-wrong" : "draw-next"}>
        {crossed ? t.roads.draw.areaCrossed : wordsOf()}
      </p>
      {corners.length > 0 && (
        <div className="draw-buttons">
          <Button size="compact-sm" variant="default" onClick={() => step({ do: "undo" })}>
            {closed ? t.roads.draw.again : t.roads.draw.undo}
          </Button>
          {!closed && corners.length >= LEAST_CORNERS && (
            <Button size="compact-sm" disabled={crossed} onClick={() => step({ do: "close" })}>
              {t.roads.draw.finish}
            </Button>
          )}
        </div>
      )}
      {!closed && <p className="draw-keys">{t.roads.draw.keys}</p>}
    </>
  );

  function wordsOf(): string {
    if (closed) return t.roads.draw.areaDone;
    return corners.length === 0 ? t.roads.draw.areaStart : t.roads.draw.areaMore(corners.length);
  }
}

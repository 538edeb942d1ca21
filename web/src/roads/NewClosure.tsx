import { CloseButton, SegmentedControl } from "@mantine/core";
import { useVillages } from "../api/queries";
import { lonLat } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { AreaStep } from "./AreaStep";
import { ClosureForm } from "./ClosureForm";
import { chains } from "./chains";
import { PieceStep } from "./PieceStep";
import { usePieces } from "./queries";
import { closedRing } from "./ring";
import { useTool } from "./ToolProvider";
import { isArea, newArea, newPiece, type Tool } from "./tool";

import { whereabouts } from "./whereabouts";

export type DrawTool = Exclude<Tool, { kind: "place" }>;
export type Drawn =
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "LineString"; coordinates: [number, number][] }
  | { type: "MultiLineString"; coordinates: [number, number][][] };

/** Closing a road: draw or choose it on the map, then say why, for whom and until when. */
export function NewClosure({ tool }: { tool: DrawTool }) {
  const { t } = useLanguage();
  const { step } = useTool();
  const drawn = useDrawn(tool);
  const where = useWhere(tool);
  return (
    <div className="panel">
      <header className="panel-head">
        <h2>{t.roads.draw.title}</h2>
        <CloseButton aria-label={t.roads.draw.cancel} onClick={() => step({ do: "end" })} />
      </header>
      <div className="draw">
        <SegmentedControl
          fullWidth
          size="sm"
          aria-label={t.roads.draw.how}
          value={tool.kind}
          onChange={(kind) => step({ do: "begin", tool: kind === "area" ? newArea : newPiece })}
          data={[
            { value: "area", label: t.roads.draw.area },
            { value: "piece", label: t.roads.draw.piece },
          ]}
        />
        {tool.kind === "area" ? <AreaStep area={tool} /> : <PieceStep clicks={tool.clicks} />}
      </div>
      {drawn && <ClosureForm drawn={drawn} where={where} />}
    </div>
  );
}

/** Where it is in words: a road's name, or the nearest village. */
function useWhere(tool: DrawTool): string {
  const villages = useVillages();
  const pieces = usePieces(tool.kind === "piece" ? tool.clicks : []);
  const named = (villages.data?.features ?? []).map(({ geometry, properties }) => ({
    name: properties.name,
    at: lonLat(geometry.coordinates),
  }));
  return whereabouts(
    pieces.map(({ data }) => data?.properties.name ?? null),
    tool.kind === "piece" ? tool.clicks : tool.corners,
    named,
  );
}

/** What the drawing would close; null while it is not whole. */
function useDrawn(tool: DrawTool): Drawn | null {
  const pieces = usePieces(tool.kind === "piece" ? tool.clicks : []);
  if (tool.kind === "area") {
    const whole = tool.closed && isArea(tool.corners);
    return whole ? { type: "Polygon", coordinates: [closedRing(tool.corners)] } : null;
  }
  const known = pieces.flatMap(({ data }) => (data ? [data.geometry.coordinates] : []));
  const lines = chains(known).map((line) => line.map(([lon, lat]): [number, number] => [lon, lat]));
  if (lines.length > 1) return { type: "MultiLineString", coordinates: lines };
  return lines[0] ? { type: "LineString", coordinates: lines[0] } : null;
}

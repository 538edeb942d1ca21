import { useEffect, useState } from "react";
import { FleetTabs } from "../fleet/FleetTabs";
import { TruckPanel } from "../fleet/TruckPanel";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { FacilityPanel } from "../places/FacilityPanel";
import { PlaceTool } from "../places/PlaceTool";
import { PointPanel } from "../points/PointPanel";
import { ReplanPanel } from "../replan/ReplanPanel";
import { useReplan } from "../replan/ReplanProvider";
import { ClosurePanel } from "../roads/ClosurePanel";
import { NewClosure } from "../roads/NewClosure";
import { useTool } from "../roads/ToolProvider";
import type { Tool } from "../roads/tool";
import { SheetHandle, type SheetSize } from "./SheetHandle";
import { useView } from "./ViewProvider";
import type { Selection } from "./view";

/** List and selected thing: beside and over the map on a desk, sheets from below on a phone. */
export function SidePanel() {
  const { t } = useLanguage();
  const { view } = useView();
  const [size, setSize] = useState<SheetSize>("half");
  const { selection } = view;
  const { tool } = useTool();
  const replanning = useReplan().open && tool === null;
  const covered = selection !== null || tool !== null || replanning;
  useEffect(() => {
    if (!replanning) return;
    // Half a sheet is too little to compare trucks in.
    setSize("full");
    return () => setSize("half");
  }, [replanning]);
  return (
    <>
      <aside
        className="list sheet"
        data-size={size}
        data-covered={covered}
        aria-label={`${t.list.trucks} / ${t.list.points}`}
      >
        <SheetHandle size={size} setSize={setSize} />
        <FleetTabs />
      </aside>
      {covered && (
        <aside
          className="detail sheet"
          data-size={size}
          data-wide={replanning}
          aria-label={replanning ? t.replan.panel.title : nameOf(selection, tool, t)}
        >
          <SheetHandle size={size} setSize={setSize} />
          {replanning && <ReplanPanel />}
          {tool && <ToolPanel tool={tool} />}
          {selection && !tool && !replanning && <Selected selection={selection} />}
        </aside>
      )}
    </>
  );
}

function Selected({ selection }: { selection: Selection }) {
  if (selection.kind === "truck") return <TruckPanel key={selection.id} vehicleId={selection.id} />;
  if (selection.kind === "point") return <PointPanel key={selection.id} pointId={selection.id} />;
  if (selection.kind === "closure") return <ClosurePanel key={selection.id} closureId={selection.id} />;
  return <FacilityPanel key={selection.id} facilityId={selection.id} />;
}

/** What is being done on the map goes before what was selected; that comes back when it ends. */
function ToolPanel({ tool }: { tool: Tool }) {
  return tool.kind === "place" ? <PlaceTool tool={tool} /> : <NewClosure tool={tool} />;
}

function nameOf(selection: Selection | null, tool: Tool | null, t: Texts): string {
  if (tool) return tool.kind === "place" ? t.roads.place.move : t.roads.draw.title;
  const names = {
    truck: t.truck.kind,
    point: t.point.kind,
    closure: t.roads.panel.kind,
    facility: t.roads.place.kind,
  };
  return selection ? names[selection.kind] : "";
}

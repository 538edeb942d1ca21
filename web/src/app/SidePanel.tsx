import { useState } from "react";
import { FleetTabs } from "../fleet/FleetTabs";
import { TruckPanel } from "../fleet/TruckPanel";
import { useLanguage } from "../i18n/LanguageProvider";
import { PointPanel } from "../points/PointPanel";
import { SheetHandle, type SheetSize } from "./SheetHandle";
import { useView } from "./ViewProvider";

/** List and selected thing: beside and over the map on a desk, sheets from below on a phone. */
export function SidePanel() {
  const { t } = useLanguage();
  const { view } = useView();
  const [size, setSize] = useState<SheetSize>("half");
  const { selection } = view;
  return (
    <>
      <aside
        className="list sheet"
        data-size={size}
        data-covered={selection !== null}
        aria-label={`${t.list.trucks} / ${t.list.points}`}
      >
        <SheetHandle size={size} setSize={setSize} />
        <FleetTabs />
      </aside>
      {selection && (
        <aside
          className="detail sheet"
          data-size={size}
          aria-label={selection.kind === "truck" ? t.truck.kind : t.point.kind}
        >
          <SheetHandle size={size} setSize={setSize} />
          {selection.kind === "truck" ? (
            <TruckPanel key={selection.id} vehicleId={selection.id} />
          ) : (
            <PointPanel key={selection.id} pointId={selection.id} />
          )}
        </aside>
      )}
    </>
  );
}

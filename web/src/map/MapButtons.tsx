import { ActionIcon } from "@mantine/core";
import type { MapRef } from "react-map-gl/maplibre";
import type { System } from "../api/queries";
import { corners } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { coveredBy } from "./clearArea";

export function MapButtons({ map, bounds }: { map: MapRef; bounds: System["bounds"] }) {
  const { t } = useLanguage();
  const whole = () => map.fitBounds(corners(bounds), { padding: coveredBy(map.getContainer(), false) });
  return (
    <div className="map-buttons">
      <ActionIcon variant="default" aria-label={t.map.zoomIn} onClick={() => map.zoomIn()}>
        +
      </ActionIcon>
      <ActionIcon variant="default" aria-label={t.map.zoomOut} onClick={() => map.zoomOut()}>
        −
      </ActionIcon>
      <ActionIcon variant="default" aria-label={t.map.whole} title={t.map.whole} onClick={whole}>
        ⌂
      </ActionIcon>
    </div>
  );
}

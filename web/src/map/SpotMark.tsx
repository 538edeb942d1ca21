import { CloseButton } from "@mantine/core";
import { useEffect } from "react";
import { Marker, useMap } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import { clearCentre } from "./clearArea";

const CLOSE_ZOOM = 14;

/** The place where somebody was heard who is no device of ours yet. */
export function SpotMark() {
  const { t } = useLanguage();
  const { current: map } = useMap();
  const { view, showSpot, openAdmin } = useView();
  const { spot } = view;

  useEffect(() => {
    if (!map || !spot) return;
    map.easeTo({
      center: [spot.lon, spot.lat],
      offset: clearCentre(map.getContainer()),
      zoom: Math.max(map.getZoom(), CLOSE_ZOOM),
    });
  }, [map, spot]);

  if (!spot) return null;
  return (
    <Marker longitude={spot.lon} latitude={spot.lat} anchor="bottom" style={{ zIndex: 3 }}>
      <div className="spot">
        <span>
          {t.spot.label}
          <button
            type="button"
            className="link"
            onClick={() => {
              showSpot(null);
              openAdmin("new");
            }}
          >
            {t.spot.back}
          </button>
        </span>
        <CloseButton size="sm" aria-label={t.spot.remove} onClick={() => showSpot(null)} />
      </div>
      <svg width="24" height="14" viewBox="0 0 24 14" aria-hidden="true" className="spot-foot">
        <path d="M4 0H20L12 13Z" />
      </svg>
    </Marker>
  );
}

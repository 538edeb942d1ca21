import { useEffect, useRef } from "react";
import { useMap } from "react-map-gl/maplibre";
import { usePositionStore } from "../api/LiveProvider";
import { usePoints } from "../api/queries";
import { lonLat } from "../api/types";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";

const CLOSE_ZOOM = 13;

/** Brings what was selected into view, tells the address where the map is, and ends following on a drag. */
export function Camera() {
  const { current: map } = useMap();
  const { view, rememberPlace, setFollow } = useView();
  const { day } = useDay();
  const store = usePositionStore();
  const points = usePoints(day);
  const shown = useRef<string | null>(null);
  const { selection } = view;

  useEffect(() => {
    if (!map) return;
    const end = () => {
      const { lng, lat } = map.getCenter();
      rememberPlace({ zoom: map.getZoom(), lat, lon: lng });
    };
    const drag = () => setFollow(false);
    map.on("moveend", end);
    map.on("dragstart", drag);
    return () => {
      map.off("moveend", end);
      map.off("dragstart", drag);
    };
  }, [map, rememberPlace, setFollow]);

  useEffect(() => {
    const key = selection ? `${selection.kind}:${selection.id}` : null;
    if (!map || key === shown.current) return;
    const place = placeOf();
    if (key !== null && !place) return; // not loaded yet; the effect runs again with the data
    shown.current = key;
    if (place && !isClear(map.project(place), map.getContainer())) {
      map.easeTo({
        center: place,
        offset: clearCentre(map.getContainer()),
        zoom: Math.max(map.getZoom(), CLOSE_ZOOM),
      });
    }

    function placeOf(): [number, number] | null {
      if (selection?.kind === "truck") {
        const truck = store.get(selection.id);
        return truck ? [truck.lon, truck.lat] : null;
      }
      const point = points.data?.features.find((feature) => feature.id === selection?.id);
      return point ? lonLat(point.geometry.coordinates) : null;
    }
  }, [map, selection, store, points.data]);

  return null;
}

const PHONE_PX = 760;
const PANEL_PX = 380;
const EDGE_PX = 40;

// On a phone the sheet covers the lower half, on a desk the panel covers the right side.
function isClear(at: { x: number; y: number }, container: HTMLElement): boolean {
  const phone = container.clientWidth <= PHONE_PX;
  const right = container.clientWidth - (phone ? EDGE_PX : PANEL_PX + EDGE_PX);
  const bottom = container.clientHeight * (phone ? 0.5 : 1) - EDGE_PX;
  return at.x > EDGE_PX && at.x < right && at.y > EDGE_PX && at.y < bottom;
}

function clearCentre(container: HTMLElement): [number, number] {
  const phone = container.clientWidth <= PHONE_PX;
  return phone ? [0, -container.clientHeight / 4] : [-PANEL_PX / 2, 0];
}

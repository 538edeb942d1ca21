import { useEffect, useRef } from "react";
import { useMap } from "react-map-gl/maplibre";
import { usePositionStore } from "../api/LiveProvider";
import { usePoints } from "../api/queries";
import { lonLat } from "../api/types";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { clearCentre, isClear } from "./clearArea";

const CLOSE_ZOOM = 13;
const REMEMBER_MS = 700;

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
    let timer: ReturnType<typeof setTimeout> | null = null;
    const remember = () => {
      timer = null;
      const { lng, lat } = map.getCenter();
      rememberPlace({ zoom: map.getZoom(), lat, lon: lng });
    };
    // A followed truck moves the map on every frame; browsers refuse an address that changes so often.
    const end = () => {
      timer ??= setTimeout(remember, REMEMBER_MS);
    };
    const drag = () => setFollow(false);
    map.on("moveend", end);
    map.on("dragstart", drag);
    return () => {
      if (timer) clearTimeout(timer);
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

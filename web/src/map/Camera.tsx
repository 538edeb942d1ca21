import { useEffect, useRef } from "react";
import { type MapRef, useMap } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import type { Bounds } from "./bounds";
import { clearCentre, coveredBy, isClear } from "./clearArea";
import { usePlaceOf } from "./usePlaceOf";

const CLOSE_ZOOM = 13;
const CLOSE_UP_ZOOM = 15.5;
/** What is drawn smaller is not seen for what it is. */
const SEEN_PX = 60;
const REMEMBER_MS = 700;

/** Brings what was selected into view, tells the address where the map is, and ends following on a drag. */
export function Camera() {
  const { current: map } = useMap();
  const { view, rememberPlace, setFollow } = useView();
  const bounds = usePlaceOf(view.selection);
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
    if (key !== null && !bounds) return; // not loaded yet; the effect runs again with the data
    shown.current = key;
    if (bounds) show(map, bounds);
  }, [map, selection, bounds]);

  return null;
}

/** Bring all of it into the clear part of the map, unless it is there already. */
function show(map: MapRef, bounds: Bounds): void {
  const container = map.getContainer();
  const [southWest, northEast] = bounds;
  const spot = southWest.join() === northEast.join();
  const [a, b] = [map.project(southWest), map.project(northEast)];
  const seen = spot || Math.hypot(b.x - a.x, b.y - a.y) > SEEN_PX;
  if (seen && isClear(a, container) && isClear(b, container)) return;
  if (spot) {
    const zoom = Math.max(map.getZoom(), CLOSE_ZOOM);
    map.easeTo({ center: southWest, offset: clearCentre(container), zoom });
  } else {
    map.fitBounds(bounds, { padding: coveredBy(container, true), maxZoom: CLOSE_UP_ZOOM });
  }
}

import { useEffect, useRef } from "react";
import { type MapRef, useMap } from "react-map-gl/maplibre";
import { useView } from "../app/ViewProvider";
import { useReplan } from "../replan/ReplanProvider";
import { type Bounds, boundsOf } from "./bounds";
import { clearCentre, coveredBy, isClear, WIDE_PANEL_PX } from "./clearArea";
import { useDraftFeatures } from "./useDraftFeatures";
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
  const panelPx = useReplan().open ? WIDE_PANEL_PX : undefined;

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
    if (bounds) show(map, bounds, panelPx);
  }, [map, selection, bounds, panelPx]);

  const draft = useDraftFeatures();
  useEffect(() => {
    const box =
      draft && boundsOf(draft.map(({ geometry }) => ("coordinates" in geometry ? geometry.coordinates : [])));
    if (map && box) map.fitBounds(box, { padding: coveredBy(map.getContainer(), true, WIDE_PANEL_PX) });
  }, [map, draft]);

  return null;
}

/** Bring all of it into the clear part of the map, unless it is there already. */
function show(map: MapRef, bounds: Bounds, panelPx: number | undefined): void {
  const container = map.getContainer();
  const [southWest, northEast] = bounds;
  const spot = southWest.join() === northEast.join();
  const [a, b] = [map.project(southWest), map.project(northEast)];
  const seen = spot || Math.hypot(b.x - a.x, b.y - a.y) > SEEN_PX;
  if (seen && isClear(a, container, panelPx) && isClear(b, container, panelPx)) return;
  if (spot) {
    const zoom = Math.max(map.getZoom(), CLOSE_ZOOM);
    map.easeTo({ center: southWest, offset: clearCentre(container, panelPx), zoom });
  } else {
    map.fitBounds(bounds, { padding: coveredBy(container, true, panelPx), maxZoom: CLOSE_UP_ZOOM });
  }
}

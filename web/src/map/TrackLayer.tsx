import type { Feature } from "geojson";
import { useEffect, useMemo, useRef, useState } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { usePosition, usePositionStore } from "../api/LiveProvider";
import { useTrack } from "../api/queries";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { routeTint } from "./colours";
import { slot } from "./slots";
import { continued, type TailFix, withFix } from "./tail";

const NONE: readonly TailFix[] = [];

/** The way that the selected truck has driven, thick, up to where it is now. */
export function TrackLayer() {
  const { day, today } = useDay();
  const { view } = useView();
  const vehicleId = view.selection?.kind === "truck" ? view.selection.id : null;
  // The day along the roads is drawn over it; what came in since then is still seen.
  const { matched } = view;
  const track = useTrack(vehicleId, day);
  const tail = useTail(day === today ? vehicleId : null);
  const line = useMemo((): Feature => {
    const times = track.data?.properties.times;
    const coordinates = continued(track.data?.geometry.coordinates ?? [], times?.at(-1), tail);
    return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } };
  }, [track.data, tail]);
  if (vehicleId === null) return null;
  return (
    <Source id="track" type="geojson" data={line}>
      <Layer
        id="track-edge"
        type="line"
        beforeId={slot("track")}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{ "line-color": "#ffffff", "line-width": 9, "line-opacity": 0.8 }}
      />
      <Layer
        id="track"
        type="line"
        beforeId={slot("track")}
        layout={{ "line-join": "round", "line-cap": "round" }}
        paint={{ "line-color": routeTint(vehicleId), "line-width": 6, "line-opacity": matched ? 0.15 : 0.45 }}
      />
    </Source>
  );
}

/** The fixes of a truck since it was selected; they bridge the time until the track is read again. */
function useTail(vehicleId: string | null): readonly TailFix[] {
  const live = usePosition(vehicleId);
  const [tail, setTail] = useState<readonly TailFix[]>([]);
  const store = usePositionStore();
  const gathered = useRef<readonly TailFix[]>([]);
  useEffect(() => {
    gathered.current = [];
    return store.onApply((changed) => {
      const mine = changed.find((position) => position.vehicle_id === vehicleId);
      if (mine) gathered.current = withFix(gathered.current, mine);
    });
  }, [store, vehicleId]);
  // Every fix is gathered, but drawn only as often as React hears of positions.
  useEffect(() => {
    if (live) setTail(gathered.current);
  }, [live]);
  return live ? tail : NONE;
}

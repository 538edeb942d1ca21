import type { Feature } from "geojson";
import { useMemo } from "react";
import { Layer, Source } from "react-map-gl/maplibre";
import { usePosition } from "../api/LiveProvider";
import { useTrack } from "../api/queries";
import { useDay } from "../app/DayProvider";
import { useView } from "../app/ViewProvider";
import { routeTint } from "./colours";
import { slot } from "./slots";

/** The way that the selected truck has driven, thick, up to where it is now. */
export function TrackLayer() {
  const { day, today } = useDay();
  const { view } = useView();
  const vehicleId = view.selection?.kind === "truck" ? view.selection.id : null;
  const track = useTrack(vehicleId, day);
  const live = usePosition(day === today ? vehicleId : null);
  const line = useMemo(() => {
    const driven = track.data?.geometry.coordinates ?? [];
    const coordinates = live && driven.length > 0 ? [...driven, [live.lon, live.lat]] : driven;
    return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } } as Feature;
  }, [track.data, live]);
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
        paint={{ "line-color": routeTint(vehicleId), "line-width": 6, "line-opacity": 0.45 }}
      />
    </Source>
  );
}

import type { Feature, FeatureCollection } from "geojson";
import { useEffect, useMemo, useState } from "react";
import { Layer, type MapMouseEvent, Marker, Source, useMap } from "react-map-gl/maplibre";
import { useLanguage } from "../i18n/LanguageProvider";
import { usePieces } from "../roads/queries";
import { closedRing, type LonLat } from "../roads/ring";
import { useTool } from "../roads/ToolProvider";
import { isArea, type Tool } from "../roads/tool";
import { clearCentre } from "./clearArea";
import { OKABE_ITO } from "./colours";
import { slot } from "./slots";
import { placeOf } from "./useMapClick";

/** What is being drawn or chosen on the map, and the cross that the keyboard draws with. */
export function DrawLayer() {
  const { tool } = useTool();
  if (tool === null) return null;
  return (
    <>
      {tool.kind === "area" && <Outline tool={tool} />}
      {tool.kind === "piece" && <Pieces clicks={tool.clicks} />}
      <Crosshair tool={tool} />
    </>
  );
}

type Area = Extract<Tool, { kind: "area" }>;

function Outline({ tool }: { tool: Area }) {
  const { step } = useTool();
  const pointer = usePointer(!tool.closed);
  const drawn = useMemo(() => outlineOf(tool, pointer), [tool, pointer]);
  const ink = tool.corners.length < 4 || isArea(tool.corners) ? OKABE_ITO.vermilion : "#7a2d00";
  return (
    <>
      <Source id="drawing" type="geojson" data={drawn}>
        <Layer
          id="drawing-area"
          type="fill"
          beforeId={slot("drawing")}
          filter={["==", ["geometry-type"], "Polygon"]}
          paint={{ "fill-pattern": "hatch-coming" }}
        />
        <Layer
          id="drawing-line-edge"
          type="line"
          beforeId={slot("drawing")}
          filter={["!=", ["geometry-type"], "Point"]}
          paint={{ "line-color": "#ffffff", "line-width": 6, "line-opacity": 0.85 }}
        />
        <Layer
          id="drawing-line"
          type="line"
          beforeId={slot("drawing")}
          filter={["!=", ["geometry-type"], "Point"]}
          layout={{ "line-join": "round" }}
          paint={{
            "line-color": ink,
            "line-width": 2.6,
            ...(tool.closed ? {} : { "line-dasharray": [2, 1.4] }),
          }}
        />
        <Layer
          id="drawing-corner"
          type="circle"
          beforeId={slot("drawing")}
          filter={["==", ["geometry-type"], "Point"]}
          paint={{
            "circle-radius": ["case", ["get", "first"], 7, 5],
            "circle-color": "#ffffff",
            "circle-stroke-color": ink,
            "circle-stroke-width": 2.4,
          }}
        />
      </Source>
      {tool.closed &&
        tool.corners.map(([lon, lat], corner) => (
          <Marker
            // biome-ignore lint/suspicious/noArrayIndexKey: a corner is known by its place in the outline
            key={corner}
            longitude={lon}
            latitude={lat}
            draggable
            onDrag={(event) => step({ do: "move", corner, at: placeOf(event) })}
          >
            <span className="corner" />
          </Marker>
        ))}
    </>
  );
}

/** The corners, the sides and, while it is open, the side that follows the pointer. */
function outlineOf({ corners, closed }: Area, pointer: LonLat | null): FeatureCollection {
  const features: Feature[] = [];
  const ring = closedRing(pointer && !closed ? [...corners, pointer] : corners);
  if (ring.length > 3) features.push(feature({ type: "Polygon", coordinates: [ring] }));
  else if (ring.length > 1) features.push(feature({ type: "LineString", coordinates: ring }));
  if (!closed) {
    for (const [index, [lon, lat]] of corners.entries()) {
      features.push(feature({ type: "Point", coordinates: [lon, lat] }, { first: index === 0 }));
    }
  }
  return { type: "FeatureCollection", features };
}

function Pieces({ clicks }: { clicks: readonly LonLat[] }) {
  const pieces = usePieces(clicks);
  const features = pieces.flatMap(({ data }) =>
    data ? [feature({ type: "LineString", coordinates: data.geometry.coordinates })] : [],
  );
  return (
    <Source id="drawing" type="geojson" data={{ type: "FeatureCollection", features }}>
      <Layer
        id="drawing-piece-edge"
        type="line"
        beforeId={slot("drawing")}
        layout={{ "line-cap": "round", "line-join": "round" }}
        paint={{ "line-color": "#ffffff", "line-width": 13, "line-opacity": 0.85 }}
      />
      <Layer
        id="drawing-piece"
        type="line"
        beforeId={slot("drawing")}
        paint={{ "line-color": OKABE_ITO.vermilion, "line-width": 8, "line-dasharray": [1.4, 0.7] }}
      />
    </Source>
  );
}

function feature(geometry: Feature["geometry"], properties: Feature["properties"] = {}): Feature {
  return { type: "Feature", properties, geometry };
}

/** Where the mouse is on the map; null on screens that are touched. */
function usePointer(wanted: boolean): LonLat | null {
  const { current: map } = useMap();
  const [at, setAt] = useState<LonLat | null>(null);
  useEffect(() => {
    if (!map || !wanted) return;
    const move = (event: MapMouseEvent) => setAt(placeOf(event));
    const leave = () => setAt(null);
    map.on("mousemove", move);
    map.on("mouseout", leave);
    return () => {
      map.off("mousemove", move);
      map.off("mouseout", leave);
      setAt(null);
    };
  }, [map, wanted]);
  return at;
}

/** With the keyboard the map is moved under a cross in the middle of its clear part, and Space picks there. */
function Crosshair({ tool }: { tool: Tool }) {
  const { t } = useLanguage();
  const { current: map } = useMap();
  const { step } = useTool();
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (!map) return;
    const canvas = map.getCanvas();
    canvas.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent) => {
      if (event.key.startsWith("Arrow")) setOn(true);
      if (event.key !== " ") return;
      event.preventDefault();
      setOn(true);
      const { clientWidth, clientHeight } = map.getContainer();
      const [right, down] = clearCentre(map.getContainer());
      const lngLat = map.unproject([clientWidth / 2 + right, clientHeight / 2 + down]);
      step({ do: "click", at: placeOf({ lngLat }) });
    };
    const off = () => setOn(false);
    canvas.addEventListener("keydown", onKey);
    canvas.addEventListener("pointerdown", off);
    return () => {
      canvas.removeEventListener("keydown", onKey);
      canvas.removeEventListener("pointerdown", off);
    };
  }, [map, step]);
  if (!map || !on || tool.closed) return null;
  const [right, down] = clearCentre(map.getContainer());
  return (
    <span
      className="crosshair"
      role="img"
      aria-label={t.roads.draw.crosshair}
      style={{ translate: `calc(-50% + ${right}px) calc(-50% + ${down}px)` }}
    />
  );
}

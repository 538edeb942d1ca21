import type { Map as MapLibreMap } from "maplibre-gl";
import {
  FACILITY_SHAPE,
  IMPORT_SHAPE,
  MARK_WIDTH,
  NOTE_SHAPE,
  POINT_SHAPE,
  ROAD_SHAPE,
  type Shape,
  TRUCK_SHAPE,
} from "./shapes";

const BOX = 24;
const DENSITY = 2;

/** Draw every sign of the map into its image store; names are "truck-driving", "point-done", "import-new" … */
export function addIcons(map: MapLibreMap): void {
  const sets = {
    truck: TRUCK_SHAPE,
    point: POINT_SHAPE,
    place: FACILITY_SHAPE,
    road: ROAD_SHAPE,
    note: NOTE_SHAPE,
    import: IMPORT_SHAPE,
  } as const;
  for (const [set, shapes] of Object.entries(sets)) {
    for (const [name, shape] of Object.entries(shapes)) addIcon(map, `${set}-${name}`, shape);
  }
}

function addIcon(map: MapLibreMap, name: string, shape: Shape): void {
  const image = draw(shape);
  if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: DENSITY });
}

function draw(shape: Shape): ImageData | null {
  const canvas = document.createElement("canvas");
  canvas.width = BOX * DENSITY;
  canvas.height = BOX * DENSITY;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const path = new Path2D(shape.path);
  pen.scale(DENSITY, DENSITY);
  pen.lineJoin = "round";
  pen.lineCap = shape.fill ? "butt" : "round";
  if (!shape.fill) stroke(pen, path, "#ffffff", shape.strokeWidth + 2.4);
  if (shape.fill) {
    pen.fillStyle = shape.fill;
    pen.fill(path);
  }
  pen.setLineDash(shape.dash ?? []);
  stroke(pen, path, shape.stroke, shape.strokeWidth);
  if (shape.mark) {
    pen.setLineDash([]);
    pen.lineCap = "round";
    stroke(pen, new Path2D(shape.mark), "#ffffff", MARK_WIDTH);
  }
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function stroke(pen: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
}

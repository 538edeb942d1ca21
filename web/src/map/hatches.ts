/** Patterns that say with lines what a colour says too. */
import type { Map as MapLibreMap } from "maplibre-gl";
import { OKABE_ITO } from "./colours";

const DENSITY = 2;

interface Hatch {
  /** The tile's side in pixels; lines meet at its edges. */
  side: number;
  width: number;
  ink: string;
  ground: string;
}

const HATCHES: Record<string, Hatch> = {
  "hatch-closed": { side: 12, width: 2, ink: "rgb(213 94 0 / 80%)", ground: "rgb(213 94 0 / 10%)" },
  "hatch-coming": { side: 20, width: 1.6, ink: OKABE_ITO.vermilion, ground: "rgb(213 94 0 / 5%)" },
  "hatch-over": { side: 20, width: 1.4, ink: OKABE_ITO.grey, ground: "rgb(107 114 128 / 5%)" },
};

/** Draw the patterns into the map's image store, by their names. */
export function addHatches(map: MapLibreMap): void {
  for (const [name, hatch] of Object.entries(HATCHES)) {
    const image = draw(hatch);
    if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: DENSITY });
  }
}

function draw({ side, width, ink, ground }: Hatch): ImageData | null {
  const canvas = document.createElement("canvas");
  canvas.width = side * DENSITY;
  canvas.height = side * DENSITY;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(DENSITY, DENSITY);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = ink;
  pen.lineWidth = width;
  pen.lineCap = "square";
  pen.beginPath();
  // Three parallels, so that the corners of neighbouring tiles join.
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift, side);
    pen.lineTo(shift + side, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** What a person is doing on the map with clicks that otherwise select: drawing, choosing roads, moving a place. */
import { crossesItself, LEAST_CORNERS, type LonLat } from "./ring";

export type Tool =
  | { kind: "area"; corners: readonly LonLat[]; closed: boolean }
  /** A click for each piece of road; which piece it means, the server says. */
  | { kind: "piece"; clicks: readonly LonLat[]; closed: false }
  | { kind: "place"; facility: number; at: LonLat | null; closed: false };

export type Step =
  | { do: "begin"; tool: Tool }
  | { do: "click"; at: LonLat }
  | { do: "move"; corner: number; at: LonLat }
  | { do: "drop"; click: number }
  | { do: "undo" }
  | { do: "close" }
  | { do: "end" };

/** More pieces than this are an area. */
export const MOST_PIECES = 20;
export const MOST_CORNERS = 200;

export const newArea: Tool = { kind: "area", corners: [], closed: false };
export const newPiece: Tool = { kind: "piece", clicks: [], closed: false };

export function nextTool(tool: Tool | null, step: Step): Tool | null {
  if (step.do === "begin") return step.tool;
  if (step.do === "end" || tool === null) return null;
  if (tool.kind === "area") return nextArea(tool, step);
  if (tool.kind === "piece") return nextPiece(tool, step);
  return step.do === "click" ? { ...tool, at: step.at } : tool;
}

/** Whether the corners enclose an area that can be closed. */
export function isArea(corners: readonly LonLat[]): boolean {
  return corners.length >= LEAST_CORNERS && !crossesItself(corners);
}

type Area = Extract<Tool, { kind: "area" }>;
type Piece = Extract<Tool, { kind: "piece" }>;

function nextArea(area: Area, step: Step): Tool {
  switch (step.do) {
    case "click":
      return area.closed || area.corners.length >= MOST_CORNERS
        ? area
        : { ...area, corners: withCorner(area.corners, step.at) };
    case "move":
      return { ...area, corners: area.corners.map((old, i) => (i === step.corner ? step.at : old)) };
    case "undo":
      // The outline opens first, so that nobody loses a corner by going back to drawing.
      return area.closed ? { ...area, closed: false } : { ...area, corners: area.corners.slice(0, -1) };
    case "close":
      return area.corners.length < LEAST_CORNERS ? area : { ...area, closed: true };
    default:
      return area;
  }
}

/** A double click ends with a second corner on the same spot, which is none. */
function withCorner(corners: readonly LonLat[], at: LonLat): readonly LonLat[] {
  const last = corners.at(-1);
  return last && last[0] === at[0] && last[1] === at[1] ? corners : [...corners, at];
}

function nextPiece(piece: Piece, step: Step): Tool {
  switch (step.do) {
    case "click":
      return piece.clicks.length >= MOST_PIECES ? piece : { ...piece, clicks: [...piece.clicks, step.at] };
    case "drop":
      return { ...piece, clicks: piece.clicks.filter((_, i) => i !== step.click) };
    case "undo":
      return { ...piece, clicks: piece.clicks.slice(0, -1) };
    default:
      return piece;
  }
}

/** Which part of the map no list, panel or sheet covers. */

const PHONE_PX = 760;
const PANEL_PX = 384;
/** The panel of a re-plan, which compares trucks side by side. */
export const WIDE_PANEL_PX = 572;
const EDGE_PX = 28;

interface Size {
  clientWidth: number;
  clientHeight: number;
}

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Covered margins in pixels; a panel covers the right on a desk, a sheet the lower half on a phone. */
export function coveredBy(container: Size, panelOpen: boolean, panelPx = PANEL_PX): Padding {
  const phone = container.clientWidth <= PHONE_PX;
  return {
    top: EDGE_PX,
    left: EDGE_PX,
    right: EDGE_PX + (panelOpen && !phone ? panelPx : 0),
    bottom: EDGE_PX + (phone ? container.clientHeight / 2 : 0),
  };
}

export function isClear(at: { x: number; y: number }, container: Size, panelPx = PANEL_PX): boolean {
  const covered = coveredBy(container, true, panelPx);
  return (
    at.x > covered.left &&
    at.x < container.clientWidth - covered.right &&
    at.y > covered.top &&
    at.y < container.clientHeight - covered.bottom
  );
}

/** How far the middle of the clear part lies from the middle of the map, in pixels right and down. */
export function clearCentre(container: Size, panelPx = PANEL_PX): [number, number] {
  const { top, right, bottom, left } = coveredBy(container, true, panelPx);
  return [(left - right) / 2, (top - bottom) / 2];
}

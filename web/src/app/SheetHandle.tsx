import { type PointerEvent, useRef } from "react";
import { useLanguage } from "../i18n/LanguageProvider";

export type SheetSize = "peek" | "half" | "full";

const SIZES: readonly SheetSize[] = ["peek", "half", "full"];
const SWIPE_PX = 30;

interface Props {
  size: SheetSize;
  setSize: (size: SheetSize) => void;
}

/** The grip of a bottom sheet: press to step through its sizes, swipe up or down. Not shown on a desk. */
export function SheetHandle({ size, setSize }: Props) {
  const { t } = useLanguage();
  const startY = useRef<number | null>(null);
  const swiped = useRef(false);
  const step = (by: number) => {
    const next = SIZES[SIZES.indexOf(size) + by];
    if (next) setSize(next);
  };
  const end = (event: PointerEvent) => {
    const moved = startY.current === null ? 0 : startY.current - event.clientY;
    startY.current = null;
    swiped.current = Math.abs(moved) > SWIPE_PX;
    if (swiped.current) step(Math.sign(moved));
  };
  const press = () => {
    // A swipe ends with a click as well; it has already done its step.
    if (!swiped.current) setSize(size === "full" ? "peek" : (SIZES[SIZES.indexOf(size) + 1] ?? "half"));
    swiped.current = false;
  };
  return (
    <button
      type="button"
      className="sheet-handle"
      aria-label={size === "full" ? t.list.sheetDown : t.list.sheetUp}
      onPointerDown={(event) => {
        startY.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={end}
      onClick={press}
    >
      <span className="sheet-grip" />
    </button>
  );
}

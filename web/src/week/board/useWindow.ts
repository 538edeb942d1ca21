import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Window, windowOf } from "./window";

interface Sight {
  top: number;
  height: number;
}

/** Which rows of a scrolled list are drawn; `chrome` is the height of what sticks above and below them. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  chrome: number,
): { window: Window; sight: () => Sight; scrollTo: (top: number) => void } {
  const [sight, setSight] = useState<Sight>({ top: 0, height: 800 });
  const measured = useRef(sight);
  const measure = useCallback(() => {
    const found = scroller.current;
    if (!found) return;
    const next = { top: found.scrollTop, height: Math.max(rowHeight, found.clientHeight - chrome) };
    const { top, height } = measured.current;
    // Only what changes the drawn rows is worth a render.
    const same = Math.abs(top - next.top) < rowHeight && height === next.height;
    if (!same) {
      measured.current = next;
      setSight(next);
    }
  }, [scroller, rowHeight, chrome]);
  useEffect(() => {
    const found = scroller.current;
    if (!found) return;
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(found);
    found.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      found.removeEventListener("scroll", measure);
    };
  }, [scroller, measure]);
  const scrollTo = useCallback(
    (top: number) => {
      if (!scroller.current) return;
      scroller.current.scrollTop = top;
      measure();
    },
    [scroller, measure],
  );
  const now = useCallback(
    () => ({ top: scroller.current?.scrollTop ?? 0, height: measured.current.height }),
    [scroller],
  );
  return { window: windowOf(rows, rowHeight, sight.top, sight.height), sight: now, scrollTo };
}

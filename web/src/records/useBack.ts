import { useEffect, useRef } from "react";

/** Escape leads one step back, unless a dialog or something else has taken the key. */
export function useBack(back: () => void): void {
  const latest = useRef(back);
  latest.current = back;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("[role=dialog]")) return;
      latest.current();
    };
    // While the key goes down: a dialog that it closes is still there then.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}

import { useEffect } from "react";
import { useView } from "./ViewProvider";

/** "/" to the search, "f" to follow the selected truck, Escape back to the list. */
export function useShortcuts(): void {
  const { view, follow, select, setFollow, setReplan } = useView();
  useEffect(() => {
    // The other areas lie over the map and its list, which are not to be changed unseen.
    if (view.admin !== null || view.data !== null || view.week !== null) return;
    const actions: Record<string, () => void> = {
      "/": () => document.getElementById("search")?.focus(),
      f: () => view.selection?.kind === "truck" && setFollow(!follow),
    };
    const back = () => (view.replan === null ? select(null) : setReplan(null));
    const onKey = (event: KeyboardEvent) => {
      if (isForOthers(event)) return;
      if (event.key === "Escape") return back();
      const action = isTyping(event.target) ? undefined : actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [view.admin, view.data, view.week, view.selection, view.replan, follow, select, setFollow, setReplan]);
}

function isForOthers(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

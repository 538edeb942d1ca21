import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { System } from "../api/queries";
import { useView } from "./ViewProvider";

interface DayState {
  /** The operating day on screen, "2026-11-26". */
  day: string;
  /** The operating day that the trucks are driving now. */
  today: string;
}

const Context = createContext<DayState | null>(null);

export function DayProvider({ system, children }: { system: System; children: ReactNode }) {
  const { view } = useView();
  const today = system.operating_day;
  const day = view.day ?? today;
  const state = useMemo(() => ({ day, today }), [day, today]);
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

export function useDay(): DayState {
  const state = useContext(Context);
  if (!state) throw new Error("useDay is called outside DayProvider");
  return state;
}

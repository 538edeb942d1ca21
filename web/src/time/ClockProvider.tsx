import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { System } from "../api/queries";
import { StackClock } from "./clock";

const Context = createContext<StackClock | null>(null);

export function ClockProvider({ system, children }: { system: System; children: ReactNode }) {
  const clock = useMemo(() => StackClock.from(system.clock, system.receivedAt), [system]);
  return <Context.Provider value={clock}>{children}</Context.Provider>;
}

export function useClock(): StackClock {
  const clock = useContext(Context);
  if (!clock) throw new Error("useClock is called outside ClockProvider");
  return clock;
}

/** Stack time in milliseconds, renewed every second. */
export function useNow(): number {
  const clock = useClock();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    setNow(clock.now());
    const timer = setInterval(() => setNow(clock.now()), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  return now;
}

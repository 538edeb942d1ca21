import { LiveProvider } from "../api/LiveProvider";
import { useSystem } from "../api/queries";
import type { Me } from "../api/types";
import { ClockProvider } from "../time/ClockProvider";
import { DayProvider } from "./DayProvider";
import { Shell } from "./Shell";
import { ViewProvider } from "./ViewProvider";
import { Unreachable, Waiting } from "./waiting";

/** Everything behind the sign-in. */
export default function Console({ me }: { me: Me }) {
  const system = useSystem();
  if (system.data) {
    return (
      <ViewProvider>
        <ClockProvider system={system.data}>
          <DayProvider system={system.data}>
            <LiveProvider>
              <Shell me={me} system={system.data} />
            </LiveProvider>
          </DayProvider>
        </ClockProvider>
      </ViewProvider>
    );
  }
  if (system.isError) return <Unreachable retry={() => void system.refetch()} />;
  return <Waiting />;
}

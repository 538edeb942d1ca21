import { Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { number } from "../../i18n/format";
import { wibTime } from "../../time/wib";
import { askArrivals, devicesChanged } from "../queries";
import { useAdminTexts } from "../useAdminTexts";
import { arrivalOf } from "./arrival";
import type { Joining } from "./join";

const POLL_MS = 2000;
const LATER_MS = 15_000;

/** Whether the phone has been heard, told as it happens. */
export function FirstFix({ joining }: { joining: Joining }) {
  const a = useAdminTexts();
  const { kit, before } = joining;
  const arrivals = useQuery({
    queryKey: ["arrivals", kit.device_id],
    queryFn: () => askArrivals(kit.device_id),
    refetchInterval: (query) => (arrivalOf(before, query.state.data).kind === "arrived" ? LATER_MS : POLL_MS),
  });
  const arrival = arrivalOf(before, arrivals.data);
  const queries = useQueryClient();
  const { kind } = arrival;
  useEffect(() => {
    // The other tabs tell of this phone too.
    if (kind !== "waiting") devicesChanged(queries);
  }, [kind, queries]);
  return (
    <section className="join-arrival no-print" aria-labelledby="join-arrival">
      <h4 id="join-arrival">{a.phone.arrival}</h4>
      <div role="status" aria-live="polite" className="arrival" data-arrival={arrival.kind}>
        {arrival.kind === "arrived" ? (
          <>
            <strong>
              <span aria-hidden="true">✓</span> {a.phone.arrived(wibTime(arrival.at))}
            </strong>
            <span>{a.phone.arrivedMore(number(arrival.fixes))}</span>
          </>
        ) : (
          <span className="arrival-waits">
            <Loader size={16} color="laut.8" aria-hidden="true" />
            {before.fixes === 0 ? a.phone.waiting : a.phone.waitingAgain}
          </span>
        )}
        {arrival.kind === "refused" && (
          <span className="late">
            {a.phone.refused(arrival.reasons.map((reason) => a.reason[reason] ?? reason).join(", "))}
          </span>
        )}
        {arrivals.isError && <span className="late">{a.phone.pollFailed}</span>}
      </div>
    </section>
  );
}

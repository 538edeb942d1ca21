import { useMemo, useState } from "react";
import { usePositions } from "../api/LiveProvider";
import { useVehicles } from "../api/queries";
import type { Position, Vehicle } from "../api/types";
import { useView } from "../app/ViewProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { useNow } from "../time/ClockProvider";
import { moveByArrows } from "./arrows";
import { byAttention, nameOf } from "./attention";
import { doing } from "./doing";
import { FilterBar } from "./FilterBar";
import { FLEET_FILTERS, type FleetFilter, passes, sparesOf } from "./filter";
import { SpareRow } from "./SpareRow";
import { matches } from "./search";
import { TruckRow } from "./TruckRow";
import { useSteadyOrder } from "./useSteadyOrder";

const keyOf = (truck: Position) => truck.vehicle_id;

/** Every truck, those that need a person first; those that nobody planned and nobody has seen come last. */
export function FleetList({ search }: { search: string }) {
  const { t } = useLanguage();
  const { view, select } = useView();
  const positions = usePositions();
  const now = useNow();
  const [held, setHeld] = useState(false);
  const [filter, setFilter] = useState<FleetFilter>("all");
  const sorted = useMemo(() => byAttention(positions), [positions]);
  const steady = useSteadyOrder(sorted, keyOf, held);
  const { spares, unseen } = useSpares(positions);
  const shown = steady.filter((truck) => passes(filter, truck, spares) && matches(search, textsOf(truck, t)));
  const waiting = unseen.filter(
    (spare) => isShown(filter) && matches(search, [spare.plate, spare.id, t.replan.unplanned.truck]),
  );
  const counts = (value: FleetFilter) =>
    positions.filter((truck) => passes(value, truck, spares)).length + (isShown(value) ? unseen.length : 0);
  if (positions.length === 0 && unseen.length === 0) return <p className="empty">{t.list.noTrucks}</p>;
  const chosen = view.selection?.kind === "truck" ? view.selection.id : null;
  return (
    <>
      <FilterBar
        choices={FLEET_FILTERS.map((value) => ({
          value,
          label: t.replan.filter[value],
          count: counts(value),
        }))}
        chosen={filter}
        choose={setFilter}
      />
      {shown.length + waiting.length === 0 && <p className="empty">{t.list.none}</p>}
      <ul
        className="rows"
        aria-label={t.list.trucks}
        onKeyDown={moveByArrows}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
      >
        {shown.map((truck) => (
          <TruckRow
            key={truck.vehicle_id}
            truck={truck}
            ageS={(now - Date.parse(truck.fix_time)) / 1000}
            chosen={truck.vehicle_id === chosen}
            spare={spares.has(truck.vehicle_id)}
            select={select}
          />
        ))}
        {waiting.map((spare) => (
          <SpareRow key={spare.id} vehicle={spare} chosen={spare.id === chosen} select={select} />
        ))}
      </ul>
    </>
  );
}

/** Trucks without a plan by id, and those among them that no position is known of. */
function useSpares(positions: readonly Position[]): { spares: ReadonlySet<string>; unseen: Vehicle[] } {
  const vehicles = useVehicles().data;
  return useMemo(() => {
    const idle = sparesOf(vehicles ?? []);
    const seen = new Set(positions.map(keyOf));
    return {
      spares: new Set(idle.map(({ id }) => id)),
      unseen: idle.filter(({ id }) => !seen.has(id)),
    };
  }, [vehicles, positions]);
}

/** Trucks without a position have nothing to look at and are not known to be broken. */
function isShown(filter: FleetFilter): boolean {
  return filter === "all" || filter === "unplanned";
}

function textsOf(truck: Position, t: Texts): string[] {
  return [nameOf(truck), truck.vehicle_id, doing(truck, t), t.state[truck.state]];
}

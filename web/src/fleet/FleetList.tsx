import { useMemo, useState } from "react";
import { usePositions } from "../api/LiveProvider";
import type { Position } from "../api/types";
import { useView } from "../app/ViewProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { moveByArrows } from "./arrows";
import { byAttention, nameOf } from "./attention";
import { doing } from "./doing";
import { matches } from "./search";
import { TruckRow } from "./TruckRow";
import { useSteadyOrder } from "./useSteadyOrder";

const keyOf = (truck: Position) => truck.vehicle_id;

/** Every truck, those that need a person first. */
export function FleetList({ search }: { search: string }) {
  const { t } = useLanguage();
  const { view, select } = useView();
  const positions = usePositions();
  const now = useNow();
  const [held, setHeld] = useState(false);
  const sorted = useMemo(() => byAttention(positions), [positions]);
  const steady = useSteadyOrder(sorted, keyOf, held);
  const shown = steady.filter((truck) =>
    matches(search, [nameOf(truck), truck.vehicle_id, doing(truck, t), t.state[truck.state]]),
  );
  if (positions.length === 0) return <p className="empty">{t.list.noTrucks}</p>;
  if (shown.length === 0) return <p className="empty">{t.list.none}</p>;
  const chosen = view.selection?.kind === "truck" ? view.selection.id : null;
  return (
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
          select={select}
        />
      ))}
    </ul>
  );
}

import type { Device } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import type { Asked } from "./DeviceDialogs";
import { DeviceRow } from "./DeviceRow";

interface Props {
  devices: readonly Device[];
  admin: boolean;
  plateOf: (vehicleId: string) => string;
  ask: (asked: Asked) => void;
}

/** A table on a desk; on a phone every row becomes a card. */
export function DeviceTable({ devices, admin, plateOf, ask }: Props) {
  const a = useAdminTexts();
  const d = a.device;
  return (
    <table className="records" aria-label={a.tab.devices}>
      <thead>
        <tr>
          {[d.one, d.vehicle, d.health, d.heard, d.battery, d.clock].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="for-readers">{d.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} admin={admin} plateOf={plateOf} ask={ask} />
        ))}
      </tbody>
    </table>
  );
}

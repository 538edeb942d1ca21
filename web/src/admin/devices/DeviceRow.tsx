import { duration } from "../../i18n/duration";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { Age } from "../parts/Age";
import type { Device } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { DeviceActions } from "./DeviceActions";
import type { Asked } from "./DeviceDialogs";
import { HealthSign } from "./HealthSign";
import { clockSays, remarksOf } from "./health";

interface Props {
  device: Device;
  admin: boolean;
  plateOf: (vehicleId: string) => string;
  ask: (asked: Asked) => void;
}

export function DeviceRow({ device, admin, plateOf, ask }: Props) {
  const a = useAdminTexts();
  const d = a.device;
  const plate = device.vehicle_id && plateOf(device.vehicle_id);
  return (
    <tr data-device={device.id}>
      <th scope="row">
        <strong>{device.id}</strong>
        <span className="record-sub">{origin(device, a)}</span>
      </th>
      <td data-label={d.vehicle}>
        {plate ?? <span className="muted">{d.noVehicle}</span>}
        {plate && <span className="record-sub">{device.vehicle_id}</span>}
      </td>
      <td data-label={d.health}>
        <HealthSign state={device.state} />
        <Refused share={device.refused_share} parked={device.parked} />
      </td>
      <td data-label={d.heard}>
        <Heard moment={device.last_received_at} />
      </td>
      <td data-label={d.battery}>
        {device.battery_pct === null ? a.unknown : `${number(device.battery_pct)} %`}
      </td>
      <td data-label={d.clock}>
        <Clock skewS={device.clock_skew_s} />
      </td>
      <td className="record-actions">
        <DeviceActions device={device} admin={admin} ask={ask} />
      </td>
    </tr>
  );
}

function origin(device: Device, a: ReturnType<typeof useAdminTexts>): string {
  const d = a.device;
  return [
    a.dialect[device.dialect],
    device.model,
    device.external_id && d.calls(device.external_id),
    device.gateway && d.through(device.gateway),
    ...remarksOf(device).map((remark) => d[remark]),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Refused({ share, parked }: { share: number | null; parked: number }) {
  const { refused, parked: gaveUp } = useAdminTexts().device;
  const words = [
    share !== null && share >= 0.01 && refused(number(share * 100)),
    parked > 0 && gaveUp(number(parked)),
  ].filter(Boolean);
  return words.length > 0 ? <span className="record-sub late">{words.join(" · ")}</span> : null;
}

function Heard({ moment }: { moment: string | null }) {
  const { never } = useAdminTexts();
  return moment === null ? <span className="muted">{never}</span> : <Age moment={moment} />;
}

function Clock({ skewS }: { skewS: number | null }) {
  const { unknown, device } = useAdminTexts();
  const { t } = useLanguage();
  const says = clockSays(skewS);
  if (says === null || skewS === null) return <>{unknown}</>;
  if (says === "right") return <>{device.clockRight}</>;
  const span = duration(Math.abs(skewS), t);
  return <>{says === "ahead" ? device.clockAhead(span) : device.clockBehind(span)}</>;
}

import { Button, Group } from "@mantine/core";
import { usePlateOf } from "../parts/VehicleSelect";
import type { JoinKit } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { BatterySteps } from "./BatterySteps";
import { FirstFix } from "./FirstFix";
import type { Joining } from "./join";
import { ScanCode } from "./ScanCode";

/** What a phone is held against; it can be printed and carried to the pool. */
export function JoinSheet({ joining, again }: { joining: Joining; again: () => void }) {
  const a = useAdminTexts();
  const plateOf = usePlateOf();
  const { kit, app, vehicle } = joining;
  return (
    <article className="join">
      <header className="join-head">
        <div>
          <h3>{kit.device_id}</h3>
          <p className="muted">{[a.dialect[app], vehicle && plateOf(vehicle)].filter(Boolean).join(" · ")}</p>
        </div>
        <Group gap="sm" className="no-print">
          <Button variant="default" onClick={() => window.print()}>
            {a.phone.print}
          </Button>
          <Button variant="default" onClick={again}>
            {a.phone.other}
          </Button>
        </Group>
      </header>
      <AddressWarning kit={kit} />
      <div className="join-parts">
        <ScanCode kit={kit} app={app} />
        <FirstFix joining={joining} />
        <BatterySteps help={kit.battery_help} />
      </div>
    </article>
  );
}

function AddressWarning({ kit }: { kit: JoinKit }) {
  const { phone } = useAdminTexts();
  if (kit.warning === null) return null;
  return (
    <p className="warning join-warning" role="alert">
      {kit.warning === "loopback_url" ? phone.loopback(kit.device_url) : phone.notHttps(kit.device_url)}
    </p>
  );
}

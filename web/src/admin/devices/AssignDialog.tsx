import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, client } from "../../api/client";
import { useVehicles } from "../../api/queries";
import { ActionDialog } from "../parts/ActionDialog";
import { usePlateOf, VehicleSelect } from "../parts/VehicleSelect";
import { momentInWib } from "../parts/when";
import type { Device } from "../types";
import { useAdminTexts } from "../useAdminTexts";

interface Props {
  device: Device;
  close: () => void;
  done: (words: string) => void;
}

/** Moves a device to a vehicle, now or since a moment of the last weeks. */
export function AssignDialog({ device, close, done }: Props) {
  const a = useAdminTexts();
  const plateOf = usePlateOf();
  const vehicles = useVehicles();
  const [vehicle, setVehicle] = useState("");
  const [earlier, setEarlier] = useState(false);
  const [since, setSince] = useState("");
  const seated = vehicles.data?.find(({ id }) => id === vehicle)?.device_id ?? null;
  const asked = { vehicle_id: vehicle, valid_from: earlier && since ? momentInWib(since) : null };
  return (
    <ActionDialog
      title={a.assign.title(device.id)}
      submit={a.assign.submit}
      ready={vehicle !== "" && (!earlier || since !== "")}
      run={() =>
        body(
          client.POST("/api/v1/devices/{device_id}/assignments", {
            params: { path: { device_id: device.id } },
            body: asked,
          }),
        )
      }
      done={() => done(a.assign.done(device.id, plateOf(vehicle)))}
      close={close}
    >
      <VehicleSelect label={a.assign.vehicle} value={vehicle} setValue={setVehicle} />
      {seated && seated !== device.id && <p className="late">{a.assign.moves(seated)}</p>}
      <NativeSelect
        label={a.assign.since}
        value={earlier ? "earlier" : "now"}
        onChange={(event) => setEarlier(event.currentTarget.value === "earlier")}
        data={[
          { value: "now", label: a.assign.now },
          { value: "earlier", label: a.assign.earlier },
        ]}
      />
      {earlier && (
        <TextInput
          type="datetime-local"
          aria-label={a.assign.earlier}
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
          required
        />
      )}
      <p className="muted">{a.assign.note}</p>
    </ActionDialog>
  );
}

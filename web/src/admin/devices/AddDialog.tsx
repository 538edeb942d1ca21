import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, client } from "../../api/client";
import type { DeviceAsked } from "../../api/schema";
import { ActionDialog } from "../parts/ActionDialog";
import { VehicleSelect } from "../parts/VehicleSelect";
import { useGateways } from "../queries";
import type { Device, Dialect } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { faultOf } from "./deviceId";
import { IdInput } from "./IdInput";

const DIALECTS: readonly Dialect[] = ["owntracks", "traccar_client", "traccar", "teltonika", "own"];

interface Made {
  device: Device;
  secret: string | null;
}

interface Props {
  devices: readonly Device[];
  close: () => void;
  made: (made: Made) => void;
}

interface Draft {
  id: string;
  dialect: Dialect;
  external_id: string;
  gateway: string;
  model: string;
  vehicle_id: string;
}

const EMPTY: Draft = {
  id: "",
  dialect: "owntracks",
  external_id: "",
  gateway: "",
  model: "",
  vehicle_id: "",
};

/** Makes any kind of device known; phones have a quicker way of their own. */
export function AddDialog({ devices, close, made }: Props) {
  const a = useAdminTexts();
  const [draft, setDraft] = useState(EMPTY);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const behind = draft.dialect === "traccar";
  const ready = draft.id !== "" && faultOf(draft.id, devices) === null && (!behind || draft.gateway !== "");
  return (
    <ActionDialog
      title={a.add.title}
      submit={a.add.submit}
      ready={ready}
      run={() => body(client.POST("/api/v1/devices", { body: askedOf(draft) }))}
      done={made}
      close={close}
    >
      <p className="muted">{a.add.phoneHint}</p>
      <IdInput label={a.add.id} value={draft.id} setValue={(id) => change({ id })} taken={devices} />
      <NativeSelect
        label={a.add.dialect}
        value={draft.dialect}
        onChange={(event) => change({ dialect: event.currentTarget.value as Dialect })}
        data={DIALECTS.map((value) => ({ value, label: a.dialect[value] }))}
      />
      {behind && <GatewaySelect value={draft.gateway} setValue={(gateway) => change({ gateway })} />}
      <TextInput
        label={a.add.external}
        description={a.add.externalHint}
        value={draft.external_id}
        maxLength={128}
        onChange={(event) => change({ external_id: event.currentTarget.value })}
      />
      <TextInput
        label={`${a.add.model} ${a.add.optional}`}
        value={draft.model}
        maxLength={64}
        onChange={(event) => change({ model: event.currentTarget.value })}
      />
      <VehicleSelect
        label={a.add.vehicle}
        value={draft.vehicle_id}
        setValue={(vehicle_id) => change({ vehicle_id })}
        open={a.add.later}
      />
    </ActionDialog>
  );
}

function GatewaySelect({ value, setValue }: { value: string; setValue: (gateway: string) => void }) {
  const a = useAdminTexts();
  const gateways = useGateways(true);
  if (gateways.data?.length === 0) return <p className="late">{a.add.noGateway}</p>;
  return (
    <NativeSelect
      label={a.add.gateway}
      value={value}
      onChange={(event) => setValue(event.currentTarget.value)}
      data={[{ value: "", label: a.choose }, ...(gateways.data ?? []).map(({ id }) => id)]}
    />
  );
}

function askedOf(draft: Draft): DeviceAsked {
  return {
    id: draft.id,
    dialect: draft.dialect,
    external_id: draft.external_id.trim() || null,
    gateway: draft.dialect === "traccar" ? draft.gateway : null,
    model: draft.model.trim() || null,
    vehicle_id: draft.vehicle_id || null,
  };
}

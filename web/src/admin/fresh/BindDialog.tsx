import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, client } from "../../api/client";
import { number } from "../../i18n/format";
import { faultOf, suggestedId } from "../devices/deviceId";
import { IdInput } from "../devices/IdInput";
import { ActionDialog } from "../parts/ActionDialog";
import { SecretDialog } from "../parts/SecretDialog";
import { usePlateOf, VehicleSelect } from "../parts/VehicleSelect";
import { devicesChanged, useDevices } from "../queries";
import type { NewSpeaker } from "../types";
import { useAdminTexts } from "../useAdminTexts";

interface Props {
  speaker: NewSpeaker;
  close: () => void;
  done: (words: string) => void;
}

/** Makes a device of somebody who was heard, in a vehicle since it was first heard. */
export function BindDialog({ speaker, close, done }: Props) {
  const a = useAdminTexts();
  const queries = useQueryClient();
  const devices = useDevices();
  const plateOf = usePlateOf();
  const [id, setId] = useState(suggestedId(speaker.external_id));
  const [vehicle, setVehicle] = useState("");
  const [model, setModel] = useState("");
  const [secret, setSecret] = useState<{ value: string; words: string } | null>(null);
  const taken = devices.data ?? [];
  if (secret) return <SecretDialog device={id} secret={secret.value} close={() => done(secret.words)} />;
  return (
    <ActionDialog
      title={a.fresh.title(speaker.external_id)}
      submit={a.fresh.submit}
      ready={id !== "" && faultOf(id, taken) === null && vehicle !== ""}
      run={() =>
        body(
          client.POST("/api/v1/devices", {
            body: {
              id,
              dialect: speaker.dialect,
              external_id: speaker.external_id === id ? null : speaker.external_id,
              gateway: speaker.gateway,
              model: model.trim() || null,
              vehicle_id: vehicle,
            },
          }),
        )
      }
      done={(made) => {
        const words = a.fresh.done(id, plateOf(vehicle), number(made.waiting));
        devicesChanged(queries);
        if (made.secret === null) done(words);
        else setSecret({ value: made.secret, words });
      }}
      close={close}
    >
      <VehicleSelect label={a.assign.vehicle} value={vehicle} setValue={setVehicle} />
      <IdInput label={a.add.id} value={id} setValue={setId} taken={taken} />
      <TextInput
        label={`${a.add.model} ${a.add.optional}`}
        value={model}
        maxLength={64}
        onChange={(event) => setModel(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}

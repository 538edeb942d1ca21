import { useQueryClient } from "@tanstack/react-query";
import { body, client, done } from "../../api/client";
import { ActionDialog } from "../parts/ActionDialog";
import { SecretDialog } from "../parts/SecretDialog";
import { devicesChanged } from "../queries";
import type { Device } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { AddDialog } from "./AddDialog";
import { AssignDialog } from "./AssignDialog";

/** What somebody wants to do, and to which device. */
export type Asked =
  | { what: "add" }
  | { what: "assign" | "rotate" | "revoke" | "close"; device: Device }
  | { what: "secret"; deviceId: string; secret: string };

interface Props {
  asked: Asked;
  devices: readonly Device[];
  close: () => void;
  tell: (words: string) => void;
  next: (asked: Asked) => void;
}

/** The dialog of the moment; each ends in a sentence about what was done, or in a secret shown once. */
export function DeviceDialogs({ asked, devices, close, tell, next }: Props) {
  const a = useAdminTexts();
  const queries = useQueryClient();
  const finish = (words: string) => {
    devicesChanged(queries);
    tell(words);
    close();
  };
  const reveal = (deviceId: string, secret: string) => {
    devicesChanged(queries);
    next({ what: "secret", deviceId, secret });
  };
  switch (asked.what) {
    case "add":
      return (
        <AddDialog
          devices={devices}
          close={close}
          made={({ device, secret }) => {
            tell(a.add.done(device.id));
            if (secret === null) finish(a.add.done(device.id));
            else reveal(device.id, secret);
          }}
        />
      );
    case "secret":
      return <SecretDialog device={asked.deviceId} secret={asked.secret} close={close} />;
    case "assign":
      return <AssignDialog device={asked.device} close={close} done={finish} />;
    case "rotate":
      return <Rotate device={asked.device} close={close} reveal={reveal} />;
    case "revoke":
      return <Revoke device={asked.device} close={close} done={finish} />;
    case "close":
      return <Close device={asked.device} close={close} done={finish} />;
  }
}

interface OneProps {
  device: Device;
  close: () => void;
  done: (words: string) => void;
}

const of = (device: Device) => ({ params: { path: { device_id: device.id } } });

function Rotate({
  device,
  close,
  reveal,
}: Omit<OneProps, "done"> & { reveal: (id: string, secret: string) => void }) {
  const { rotate } = useAdminTexts();
  return (
    <ActionDialog
      title={rotate.title(device.id)}
      submit={rotate.submit}
      run={() => body(client.POST("/api/v1/devices/{device_id}/credential", of(device)))}
      done={({ secret }) => reveal(device.id, secret)}
      close={close}
    >
      <p>{rotate.words}</p>
    </ActionDialog>
  );
}

function Revoke({ device, close, done: told }: OneProps) {
  const { revoke } = useAdminTexts();
  return (
    <ActionDialog
      title={revoke.title(device.id)}
      submit={revoke.submit}
      grave
      run={() => done(client.DELETE("/api/v1/devices/{device_id}/credential", of(device)))}
      done={() => told(revoke.done(device.id))}
      close={close}
    >
      <p>{revoke.words}</p>
    </ActionDialog>
  );
}

function Close({ device, close, done: told }: OneProps) {
  const { closing } = useAdminTexts();
  return (
    <ActionDialog
      title={closing.title(device.id)}
      submit={closing.submit}
      grave
      run={() => done(client.POST("/api/v1/devices/{device_id}/close", of(device)))}
      done={() => told(closing.done(device.id))}
      close={close}
    >
      <p>{closing.words}</p>
    </ActionDialog>
  );
}

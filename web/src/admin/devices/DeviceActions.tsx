import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { useView } from "../../app/ViewProvider";
import { chooseForJoining } from "../phone/chosen";
import { type Device, isPhoneApp } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import type { Asked } from "./DeviceDialogs";

interface Props {
  device: Device;
  admin: boolean;
  ask: (asked: Asked) => void;
}

export function DeviceActions({ device, admin, ask }: Props) {
  const a = useAdminTexts();
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${a.act.assign}: ${device.id}`}
        onClick={() => ask({ what: "assign", device })}
      >
        {a.assign.submit}
      </Button>
      {admin && <MoreActions device={device} ask={ask} />}
    </Group>
  );
}

function MoreActions({ device, ask }: Omit<Props, "admin">) {
  const a = useAdminTexts();
  const { openAdmin } = useView();
  const speaksItself = device.gateway === null;
  const join = () => {
    chooseForJoining(device.id);
    openAdmin("phone");
  };
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" aria-label={a.device.actionsOf(device.id)}>
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isPhoneApp(device.dialect) && <Menu.Item onClick={join}>{a.act.join}</Menu.Item>}
        {speaksItself && (
          <Menu.Item onClick={() => ask({ what: "rotate", device })}>{a.act.rotate}</Menu.Item>
        )}
        {device.credential === "valid" && (
          <Menu.Item onClick={() => ask({ what: "revoke", device })}>{a.act.revoke}</Menu.Item>
        )}
        <Menu.Item color="red.9" onClick={() => ask({ what: "close", device })}>
          {a.act.close}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

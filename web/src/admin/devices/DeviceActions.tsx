import { ActionIcon, Button, Group, Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
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
        aria-label={`${a.assign.submit}: ${device.id}`}
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
  const [open, setOpen] = useState(false);
  const join = () => {
    chooseForJoining(device.id);
    openAdmin("phone");
  };
  const then = (action: () => void) => () => {
    setOpen(false);
    action();
  };
  const items: [string, () => void, boolean][] = [
    [a.act.join, join, isPhoneApp(device.dialect)],
    [a.act.rotate, () => ask({ what: "rotate", device }), device.gateway === null],
    [a.act.revoke, () => ask({ what: "revoke", device }), device.credential === "valid"],
    [a.act.close, () => ask({ what: "close", device }), true],
  ];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="default"
          aria-label={a.device.actionsOf(device.id)}
          onClick={() => setOpen((before) => !before)}
        >
          ⋯
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="menu">
        {items
          .filter(([, , offered]) => offered)
          .map(([words, action]) => (
            <UnstyledButton key={words} className="menu-item" onClick={then(action)}>
              {words}
            </UnstyledButton>
          ))}
      </Popover.Dropdown>
    </Popover>
  );
}

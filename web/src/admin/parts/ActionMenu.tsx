import { ActionIcon, Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";

interface Props {
  label: string;
  items: readonly (readonly [string, () => void])[];
}

/** The rarer actions of a row, behind one button. */
export function ActionMenu({ label, items }: Props) {
  const [open, setOpen] = useState(false);
  const then = (action: () => void) => () => {
    setOpen(false);
    action();
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" aria-label={label} onClick={() => setOpen((before) => !before)}>
          ⋯
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="menu">
        {items.map(([words, action]) => (
          <UnstyledButton key={words} className="menu-item" onClick={then(action)}>
            {words}
          </UnstyledButton>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

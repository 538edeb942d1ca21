import { ActionIcon, Menu } from "@mantine/core";
import type { BoardPoint } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import type { Taken } from "./moves";
import { pinAt } from "./pins";

/** What can be done with a village that is emptied on a day. */
export function VillageMenu({ name, taken }: { name: string; taken: Taken }) {
  const { w } = useBoardTexts();
  const { askMove, editable } = useBoard();
  if (!editable) return null;
  return (
    <Dots name={w.menu.of(name)}>
      <Menu.Item onClick={() => askMove(taken)}>{w.menu.move}</Menu.Item>
    </Dots>
  );
}

/** What can be done with a point; `day` is the day of the visit that is looked at. */
export function PointMenu({ point, day }: { point: BoardPoint; day: string | null }) {
  const { w } = useBoardTexts();
  const { askMove, askFrequency, send, editable } = useBoard();
  if (!editable) return null;
  const vehicle = day === null ? null : (point.vehicles[day] ?? null);
  const pin = day === null ? null : pinAt(point, day);
  return (
    <Dots name={w.menu.of(point.name)}>
      {day !== null && (
        <Menu.Item
          onClick={() => askMove({ kind: "point", code: point.code, fromDay: day, fromVehicle: vehicle })}
        >
          {w.menu.move}
        </Menu.Item>
      )}
      {day !== null && (
        <Menu.Item
          title={w.menu.pinHint}
          onClick={() =>
            send({
              kind: "pin",
              point: point.code,
              // A pin is taken off as it was set: the same day, the same vehicle.
              ...pinOf(pin ?? { day, vehicle: vehicle ?? "" }),
              pinned: pin === null,
            })
          }
        >
          {pin ? w.menu.unpin : w.menu.pin}
        </Menu.Item>
      )}
      <Menu.Item onClick={() => askFrequency(point.code)}>{w.menu.frequency}</Menu.Item>
      <Menu.Item onClick={() => send({ kind: "exclude", point: point.code, excluded: !point.excluded })}>
        {point.excluded ? w.menu.include : w.menu.exclude}
      </Menu.Item>
    </Dots>
  );
}

function pinOf({ day, vehicle }: { day: string | null; vehicle: string }) {
  return { ...(day === null ? {} : { day }), ...(vehicle ? { vehicle } : {}) };
}

function Dots({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray.7" size="sm" className="wp-dots" aria-label={name}>
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

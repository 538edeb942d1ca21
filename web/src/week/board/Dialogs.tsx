import { Button, Group, Modal, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { number } from "../../i18n/format";
import { dayWords } from "../../time/wib";
import type { BoardPoint } from "../types";
import { useBoardTexts } from "../useBoardTexts";
import { useBoard } from "./boardState";
import { hours, tonnes } from "./format";
import { cellKey } from "./model";
import { moveOf, type Taken } from "./moves";
import { awayWords } from "./TruckCell";

interface Props {
  name: string;
  close: () => void;
}

/** Move a village or a point without a mouse: to which day, with which truck. */
export function MoveDialog({ taken, name, close }: Props & { taken: Taken }) {
  const { w, language } = useBoardTexts();
  const { week, index, send } = useBoard();
  const [day, setDay] = useState(taken.fromDay);
  const [vehicle, setVehicle] = useState("");
  const working = new Set(week.days.filter((one) => one.collects).map((one) => one.day));
  const move = moveOf(taken, { day, vehicle: vehicle || null }, index, working);
  const now = taken.fromVehicle ? (index.vehicles.get(taken.fromVehicle)?.plate ?? taken.fromVehicle) : "";
  return (
    <Modal
      opened
      onClose={close}
      title={w.move.title(name)}
      centered
      closeButtonProps={{ "aria-label": w.move.cancel }}
      classNames={{ title: "dialog-title" }}
    >
      <form
        className="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (!("edit" in move)) return;
          send(move.edit);
          close();
        }}
      >
        <p className="muted">{[dayWords(taken.fromDay, language), now].filter(Boolean).join(" · ")}</p>
        <NativeSelect
          label={w.move.day}
          value={day}
          data-autofocus
          onChange={(event) => setDay(event.currentTarget.value)}
          data={week.days.map((one) => ({
            value: one.day,
            disabled: !one.collects,
            label: [
              dayWords(one.day, language),
              one.collects ? `${tonnes(one.kg)} ${w.units.t}` : one.holiday || w.noTrucks,
            ].join(" · "),
          }))}
        />
        <NativeSelect
          label={w.move.vehicle}
          value={vehicle}
          onChange={(event) => setVehicle(event.currentTarget.value)}
          data={[{ value: "", label: w.move.anyVehicle }, ...week.vehicles.map(({ id }) => truckOption(id))]}
        />
        {"refused" in move && move.refused !== "same" && (
          <p className="warning">{w.move.refused[move.refused]}</p>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={close}>
            {w.move.cancel}
          </Button>
          <Button type="submit" disabled={!("edit" in move)}>
            {w.move.submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );

  function truckOption(id: string) {
    const plate = index.vehicles.get(id)?.plate ?? id;
    const cell = index.cells.get(cellKey(id, day));
    if (cell?.state === "away")
      return { value: id, disabled: true, label: `${plate} · ${awayWords(cell, w)}` };
    const load =
      cell?.state === "works"
        ? `${tonnes(cell.kg)} ${w.units.t} · ${hours(cell.hours)}/${number(cell.shift_hours)} ${w.units.hour}`
        : w.free;
    return { value: id, label: `${plate} · ${load}` };
  }
}

/** How often a point is emptied in this plan. */
export function FrequencyDialog({ point, name, close }: Props & { point: BoardPoint }) {
  const { w } = useBoardTexts();
  const { week, send } = useBoard();
  const [times, setTimes] = useState(String(point.times));
  const most = week.days.filter(({ collects }) => collects).length;
  return (
    <Modal
      opened
      onClose={close}
      title={w.frequency.title(name)}
      centered
      closeButtonProps={{ "aria-label": w.move.cancel }}
      classNames={{ title: "dialog-title" }}
    >
      <form
        className="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (Number(times) !== point.times)
            send({ kind: "frequency", point: point.code, times: Number(times) });
          close();
        }}
      >
        <NativeSelect
          label={w.frequency.label}
          description={w.frequency.gap(point.least_gap, point.most_gap)}
          value={times}
          data-autofocus
          onChange={(event) => setTimes(event.currentTarget.value)}
          data={Array.from({ length: Math.max(most, point.times) }, (_, n) => String(n + 1))}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={close}>
            {w.frequency.cancel}
          </Button>
          <Button type="submit">{w.frequency.submit}</Button>
        </Group>
      </form>
    </Modal>
  );
}

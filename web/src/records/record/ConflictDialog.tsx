import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { when as whenOf } from "../../admin/parts/when";
import type { Overtaken } from "../api";
import { type Choice, type Difference, differencesOf, onTop } from "../conflict";
import type { Field } from "../fields";
import type { RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { useWording } from "../useWording";
import { wordsOf } from "../words";

interface Props {
  fields: readonly Field[];
  base: RecordRow;
  overtaken: Overtaken;
  /** What I made of the fields that I changed. */
  mine: Readonly<Record<string, unknown>>;
  busy: boolean;
  takeTheirs: () => void;
  apply: (body: Record<string, unknown>) => void;
  close: () => void;
}

/** Somebody was faster: both values of every field, and what shall hold. Nothing typed is lost by it. */
export function ConflictDialog({ fields, base, overtaken, mine, busy, takeTheirs, apply, close }: Props) {
  const r = useRecordTexts();
  const { language } = useWording();
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const who = overtaken.by ?? r.conflict.nobody;
  const when = overtaken.at ? whenOf(overtaken.at, Date.now(), language) : "–";
  const differences = differencesOf(fields, base, overtaken.current, mine);
  return (
    <Modal
      opened
      onClose={close}
      title={r.conflict.title(who, when)}
      size="xl"
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": r.conflict.later }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        <p>{r.conflict.intro}</p>
        <table className="records conflict" aria-label={r.conflict.title(who, when)}>
          <thead>
            <tr>
              {[r.conflict.field, r.conflict.before, r.conflict.theirs(who), r.conflict.mine].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <Row
                key={difference.field.name}
                difference={difference}
                who={who}
                choice={choices[difference.field.name] ?? "mine"}
                choose={(choice) => setChoices({ ...choices, [difference.field.name]: choice })}
              />
            ))}
          </tbody>
        </table>
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" onClick={close}>
            {r.conflict.later}
          </Button>
          <Button variant="default" onClick={takeTheirs} disabled={busy}>
            {r.conflict.takeTheirs(who)}
          </Button>
          <Button onClick={() => apply(onTop(differences, choices))} loading={busy}>
            {r.conflict.apply}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

interface RowProps {
  difference: Difference;
  who: string;
  choice: Choice;
  choose: (choice: Choice) => void;
}

function Row({ difference, who, choice, choose }: RowProps) {
  const wording = useWording();
  const { r } = wording;
  const { field, before, theirs, mine, collides } = difference;
  const names: Readonly<Record<string, string>> = r.field;
  const name = names[field.name] ?? field.name;
  const say = (value: unknown) => wordsOf(value, field, wording);
  const pick = (value: Choice, words: string) =>
    collides ? (
      <label className="conflict-choice">
        <input
          type="radio"
          name={`conflict-${field.name}`}
          checked={choice === value}
          onChange={() => choose(value)}
          aria-label={`${name}: ${value === "mine" ? r.conflict.mine : r.conflict.theirs(who)}: ${words}`}
        />{" "}
        {words}
      </label>
    ) : (
      words
    );
  return (
    <tr data-conflict={field.name} data-collides={collides}>
      <th scope="row">
        {name}
        {collides && <span className="record-sub late">{r.conflict.collides}</span>}
      </th>
      <td data-label={r.conflict.before}>{say(before)}</td>
      <td data-label={r.conflict.theirs(who)}>{pick("theirs", say(theirs))}</td>
      <td data-label={r.conflict.mine}>
        {mine === undefined ? <span className="muted">{r.conflict.untouched}</span> : pick("mine", say(mine))}
      </td>
    </tr>
  );
}

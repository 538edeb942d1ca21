import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { number } from "../i18n/format";
import { type Choice, claimedTwice, fieldsOf, stillMissing } from "./mapping";
import { useFields } from "./requests";
import type { Draft, FileColumn } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

interface Props {
  draft: Draft;
  choice: Choice;
  setChoice: (choice: Choice) => void;
  busy: boolean;
  changed: boolean;
  /** The name under which the choice was kept just now. */
  kept: string | null;
  /** Read the file anew with this choice, and keep it under a name where one is given. */
  read: (keep: string | null) => void;
}

/** Each column of the file with an example, and what it becomes. */
export function Columns({ draft, choice, setChoice, busy, changed, kept, read }: Props) {
  const w = useIntakeTexts();
  const used = Object.values(choice).filter((field) => field !== "").length;
  const twice = claimedTwice(choice);
  const missing = stillMissing(draft.missing_required, choice);
  const name = (field: string) => w.field[field] ?? field;
  return (
    <details className="columns" open={draft.missing_required.length > 0 || changed || undefined}>
      <summary>
        <h3>{w.columns.title}</h3>
        <span className="muted">
          {w.columns.words(number(used), number(draft.columns.length))} · {w.rows(number(draft.rows))}
        </span>
      </summary>
      {missing.length > 0 && <p className="warning">{w.columns.missing(missing.map(name).join(", "))}</p>}
      <table className="column-table">
        <thead>
          <tr>
            <th scope="col">{w.columns.heading}</th>
            <th scope="col">{w.columns.sample}</th>
            <th scope="col">{w.columns.field}</th>
          </tr>
        </thead>
        <tbody>
          {draft.columns.map((column) => (
            <Row
              key={column.heading}
              column={column}
              draft={draft}
              field={choice[column.heading] ?? ""}
              choose={(field) => setChoice({ ...choice, [column.heading]: field })}
            />
          ))}
        </tbody>
      </table>
      {twice.map((field) => (
        <p key={field} className="failure" role="alert">
          {w.columns.twice(name(field))}
        </p>
      ))}
      <div className="columns-end">
        {changed && <span role="status">{w.columns.changed}</span>}
        {changed && (
          <Button loading={busy} disabled={twice.length > 0} onClick={() => read(null)}>
            {w.again}
          </Button>
        )}
      </div>
      <Keep busy={busy} disabled={twice.length > 0} kept={kept} keep={read} />
    </details>
  );
}

interface RowProps {
  draft: Draft;
  column: FileColumn;
  field: string;
  choose: (field: string) => void;
}

function Row({ draft, column, field, choose }: RowProps) {
  const w = useIntakeTexts();
  const template = useFields(draft.list);
  const fields = fieldsOf(template.data ?? [], [...draft.columns, { ...column, field: field || null }]);
  return (
    <tr>
      <th scope="row">{column.heading}</th>
      <td className="column-sample">{column.sample}</td>
      <td>
        <NativeSelect
          size="xs"
          aria-label={w.columns.fieldOf(column.heading)}
          value={field}
          onChange={(event) => choose(event.currentTarget.value)}
          data={[
            { value: "", label: w.columns.unused },
            ...fields.map((value) => ({ value, label: labelOf(value, w.field) })),
          ]}
        />
      </td>
    </tr>
  );
}

function labelOf(field: string, words: Record<string, string>): string {
  const word = words[field];
  return word && word !== field ? `${word} (${field})` : field;
}

interface KeepProps {
  busy: boolean;
  disabled: boolean;
  kept: string | null;
  keep: (name: string) => void;
}

/** Keeps the choice for the next file of the same kind. */
function Keep({ busy, disabled, kept, keep }: KeepProps) {
  const w = useIntakeTexts();
  const [name, setName] = useState("");
  return (
    <form
      className="columns-keep"
      onSubmit={(event) => {
        event.preventDefault();
        keep(name.trim());
      }}
    >
      <TextInput
        label={w.columns.keep}
        placeholder={w.columns.keepHint}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={busy} disabled={disabled || name.trim() === ""}>
        {w.columns.keepDo}
      </Button>
      <span role="status">{kept && w.columns.keptNow(kept)}</span>
    </form>
  );
}

import { Button, Checkbox, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { useView } from "../../app/ViewProvider";
import { number } from "../../i18n/format";
import { Choice } from "../../roads/Choice";
import type { Asked } from "../api";
import { useList } from "../queries";
import { SPECS } from "../specs";
import { type ListName, NEW } from "../types";
import { useRecordTexts } from "../useRecordTexts";
import { RecordTable } from "./RecordTable";

const TYPING_MS = 250;
const STATES = ["open", "closed", "all"] as const;

interface Props {
  list: ListName;
  mayEdit: boolean;
  asked: Asked;
  setAsked: (asked: Asked) => void;
}

/** One list of records: looked through, narrowed, and the way to each of them. */
export function RecordList({ list, mayEdit, asked, setAsked }: Props) {
  const r = useRecordTexts();
  const [settled] = useDebouncedValue(asked, TYPING_MS);
  const records = useList(list, settled);
  const rows = records.data?.pages.flatMap(({ items }) => items) ?? [];
  const narrowed = settled.q.trim() !== "" || settled.state !== "open" || settled.sample !== null;
  return (
    <>
      {r.hintOf[list] && <p className="admin-intro">{r.hintOf[list]}</p>}
      <Tools list={list} mayEdit={mayEdit} asked={asked} setAsked={setAsked} />
      {records.isError && !records.data && <LoadFailed retry={() => void records.refetch()} />}
      {records.isPending && <p className="empty">{r.loading}</p>}
      {records.data && rows.length === 0 && <p className="empty">{narrowed ? r.none : r.empty}</p>}
      {rows.length > 0 && (
        <>
          <p className="count" role="status">
            {r.count(number(rows.length), records.hasNextPage)}
          </p>
          <RecordTable list={list} records={rows} />
        </>
      )}
      {records.hasNextPage && (
        <Button
          variant="default"
          loading={records.isFetchingNextPage}
          onClick={() => void records.fetchNextPage()}
        >
          {r.more}
        </Button>
      )}
    </>
  );
}

function Tools({ list, mayEdit, asked, setAsked }: Props) {
  const r = useRecordTexts();
  const { openData } = useView();
  const spec = SPECS[list];
  const search = useSearchKey();
  return (
    <div className="admin-tools">
      <TextInput
        ref={search}
        type="search"
        className="admin-search"
        aria-label={r.search}
        placeholder={r.search}
        value={asked.q}
        onChange={(event) => setAsked({ ...asked, q: event.currentTarget.value })}
      />
      {spec.kept && (
        <Choice
          label={r.stateOf}
          value={asked.state}
          choose={(state) => setAsked({ ...asked, state })}
          options={STATES.map((value) => ({ value, label: r.state[value] }))}
        />
      )}
      {spec.samples && (
        <Checkbox
          label={r.samplesOnly}
          checked={asked.sample === true}
          onChange={(event) => setAsked({ ...asked, sample: event.currentTarget.checked ? true : null })}
        />
      )}
      {mayEdit && spec.kept && (
        <Button className="record-new" onClick={() => openData(`${list}/${NEW}`)}>
          {r.add[list]}
        </Button>
      )}
    </div>
  );
}

/** "/" leads to the search, as on the map. */
function useSearchKey() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return input;
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { sessionQuery } from "../../api/queries";
import { ask, type Overtaken, WeekError } from "../api";
import { WEEK_KEY } from "../queries";
import type { EditAnswer, EditBody, WeekBoard, WeekEdit } from "../types";
import { merged } from "./merge";
import { type BoardIndex, cellKey } from "./model";
import { touchedBy } from "./moves";

/** What the last edit has come to. */
export interface Done {
  kind: EditBody["kind"];
  edit: WeekEdit | null;
  difference: EditAnswer["difference"];
}

export interface Edits {
  send: (edit: EditBody) => void;
  waiting: boolean;
  /** Keys of the cells whose figures are being worked out. */
  pending: ReadonlySet<string>;
  /** Keys of the cells that the last edit has changed. */
  fresh: ReadonlySet<string>;
  done: Done | null;
  dismiss: () => void;
  failure: Error | null;
  overtaken: Overtaken | null;
  /** Take what is newest instead of what was tried. */
  reload: () => void;
  /** Somebody else has just changed the week: who and when. */
  other: Overtaken | null;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Sends edits one after the other, each on top of what the one before has made of the week. */
export function useEdits(week: WeekBoard, index: BoardIndex): Edits {
  const queries = useQueryClient();
  const key = WEEK_KEY.board(week.id);
  const me = useQuery(sessionQuery).data?.username ?? "";
  const [sent, setSent] = useState<readonly EditBody[]>([]);
  const [fresh, setFresh] = useState(NOTHING);
  const [done, setDone] = useState<Done | null>(null);
  const { other, mine } = useOthers(week, me);
  const mutation = useMutation({
    // In a row: the second edit is made on the version that the first has left.
    scope: { id: `week-${week.id}` },
    mutationFn: async (edit: EditBody) => {
      // What is on its way from before this edit must not come in after it.
      await queries.cancelQueries({ queryKey: key });
      const version = queries.getQueryData<WeekBoard>(key)?.version ?? week.version;
      return ask<EditAnswer>("POST", `weeks/${week.id}/edits`, edit, version);
    },
    onMutate: (edit) => {
      setDone(null);
      setSent((before) => [...before, edit]);
    },
    onSuccess: (answer, edit) => {
      mine.current = answer.version;
      queries.setQueryData<WeekBoard>(key, (now) => now && merged(now, answer, me, new Date().toISOString()));
      void queries.invalidateQueries({ queryKey: WEEK_KEY.list });
      setFresh(new Set(answer.cells.map(({ vehicle, day }) => cellKey(vehicle, day))));
      setDone({ kind: edit.kind, edit: newestOf(answer.edits), difference: answer.difference });
    },
    onSettled: (_answer, _error, edit) => setSent((before) => before.filter((one) => one !== edit)),
  });
  const pending = useMemo(() => union(sent.map((edit) => touchedBy(edit, index))), [sent, index]);
  const overtaken = mutation.error instanceof WeekError ? mutation.error.overtaken : null;
  return {
    send: mutation.mutate,
    waiting: sent.length > 0,
    pending,
    fresh,
    done,
    dismiss: () => {
      setDone(null);
      mutation.reset();
    },
    failure: overtaken ? null : mutation.error,
    overtaken,
    reload: () => {
      mutation.reset();
      void queries.invalidateQueries({ queryKey: key });
    },
    other,
  };
}

/** Notices versions that this browser has not made. */
function useOthers(week: WeekBoard, me: string) {
  const mine = useRef(week.version);
  const [other, setOther] = useState<Overtaken | null>(null);
  useEffect(() => {
    if (week.version <= mine.current) return;
    mine.current = week.version;
    setOther(week.changed_by === me ? null : { by: week.changed_by, at: week.changed_at });
  }, [week.version, week.changed_by, week.changed_at, me]);
  return { other, mine };
}

function newestOf(edits: readonly WeekEdit[]): WeekEdit | null {
  return edits.reduce<WeekEdit | null>(
    (newest, edit) => (newest && newest.number >= edit.number ? newest : edit),
    null,
  );
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return sets.length === 0 ? NOTHING : new Set(sets.flatMap((one) => [...one]));
}

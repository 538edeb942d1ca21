import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { useLanguage } from "../../i18n/LanguageProvider";
import { wibMoment } from "../../time/wib";
import { type SignInsAsked, useSignIns } from "../officeQueries";
import type { SignInRow } from "../officeTypes";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";
import { browserOf } from "./browser";

const RESULTS: readonly SignInsAsked["outcome"][] = [null, "ok", "wrong", "disabled"];
const TYPING_MS = 300;

/** Every attempt to sign in, newest first. */
export function SignInsTab() {
  const { signIns: w } = useOfficeTexts();
  const [username, setUsername] = useState("");
  const [outcome, setOutcome] = useState<SignInsAsked["outcome"]>(null);
  const [typed] = useDebouncedValue(username.trim(), TYPING_MS);
  const attempts = useSignIns({ username: typed, outcome });
  const rows = (attempts.data?.pages ?? []).flatMap((page) => page.items);
  const narrowed = typed !== "" || outcome !== null;
  return (
    <>
      <p className="admin-intro">{w.intro}</p>
      <div className="admin-tools">
        <TextInput
          type="search"
          className="admin-search"
          aria-label={w.account}
          placeholder={w.account}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <div className="chips">
          {RESULTS.map((value) => (
            <button
              key={value}
              type="button"
              className="chip"
              aria-pressed={value === outcome}
              onClick={() => setOutcome(value)}
            >
              {value === null ? w.allResults : w.reasons[value]}
            </button>
          ))}
        </div>
      </div>
      {attempts.isError && !attempts.data && <LoadFailed retry={() => void attempts.refetch()} />}
      {attempts.data && rows.length === 0 && <p className="empty">{narrowed ? w.none : w.empty}</p>}
      {rows.length > 0 && <SignInTable rows={rows} />}
      {attempts.hasNextPage && (
        <Button
          variant="default"
          loading={attempts.isFetchingNextPage}
          onClick={() => void attempts.fetchNextPage()}
        >
          {w.more}
        </Button>
      )}
    </>
  );
}

function SignInTable({ rows }: { rows: readonly SignInRow[] }) {
  const a = useAdminTexts();
  const { signIns: w } = useOfficeTexts();
  return (
    <table className="records" aria-label={a.tab["sign-ins"]}>
      <thead>
        <tr>
          {[w.when, w.account, w.result, w.from, w.device].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Attempt key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Attempt({ row }: { row: SignInRow }) {
  const { language } = useLanguage();
  const { signIns: w } = useOfficeTexts();
  const good = row.outcome === "ok";
  return (
    <tr data-attempt={row.outcome}>
      <th scope="row" className="nowrap">
        {wibMoment(row.at, language)}
      </th>
      <td data-label={w.account} className="record-detail">
        {row.username.startsWith("?") ? <span className="muted">{w.unknownName}</span> : row.username}
      </td>
      <td data-label={w.result}>
        <span className={good ? "result-good" : "result-bad"}>
          <span aria-hidden="true">{good ? "✓" : "✕"}</span> {w.reasons[row.outcome]}
        </span>
      </td>
      <td data-label={w.from}>{row.address}</td>
      <td data-label={w.device} title={row.program}>
        {browserOf(row.program)}
      </td>
    </tr>
  );
}

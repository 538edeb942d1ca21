import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { useLanguage } from "../../i18n/LanguageProvider";
import { wibMoment } from "../../time/wib";
import { useAccounts } from "../officeQueries";
import type { Account } from "../officeTypes";
import { ActionMenu } from "../parts/ActionMenu";
import { Told } from "../parts/Told";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";
import { AccountDialogs, type Asked } from "./AccountDialogs";

/** Who may sign in: added, changed, given a new password, disabled. */
export function AccountsTab({ username }: { username: string }) {
  const a = useAdminTexts();
  const { accounts: w } = useOfficeTexts();
  const accounts = useAccounts();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const all = accounts.data ?? [];
  const shown = all.filter((account) => account.username.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <p className="admin-intro">{w.intro}</p>
      <div className="admin-tools">
        <TextInput
          type="search"
          className="admin-search"
          aria-label={w.search}
          placeholder={w.search}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="spring" />
        <Button onClick={() => setAsked({ what: "add" })}>{w.add}</Button>
      </div>
      <Told words={told} forget={() => setTold(null)} />
      {accounts.isError && !accounts.data && <LoadFailed retry={() => void accounts.refetch()} />}
      {all.length > 0 && shown.length === 0 && <p className="empty">{a.none}</p>}
      {shown.length > 0 && <AccountTable accounts={shown} me={username} ask={setAsked} />}
      {asked && (
        <AccountDialogs
          asked={asked}
          accounts={all}
          close={() => setAsked(null)}
          tell={setTold}
          next={setAsked}
        />
      )}
    </>
  );
}

interface TableProps {
  accounts: readonly Account[];
  me: string;
  ask: (asked: Asked) => void;
}

function AccountTable({ accounts, me, ask }: TableProps) {
  const a = useAdminTexts();
  const { accounts: w } = useOfficeTexts();
  return (
    <table className="records" aria-label={a.tab.accounts}>
      <thead>
        <tr>
          {[w.one, w.role, w.scope, w.state, w.last].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="for-readers">{w.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} own={account.username === me} ask={ask} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  account: Account;
  own: boolean;
  ask: (asked: Asked) => void;
}

function AccountRow({ account, own, ask }: RowProps) {
  const { t, language } = useLanguage();
  const { accounts: w } = useOfficeTexts();
  const { username, disabled, scope } = account;
  return (
    <tr data-account={username}>
      <th scope="row">
        <strong>{username}</strong>
        {own && <span className="record-sub">{w.you}</span>}
      </th>
      <td data-label={w.role}>{t.role[account.role]}</td>
      <td data-label={w.scope}>{scope.kind === "all" ? w.all : scope.values.join(", ")}</td>
      <td data-label={w.state}>
        {disabled ? <span className="muted">{w.disabled}</span> : w.active}
        {account.must_change && <span className="record-sub">{w.oneTime}</span>}
      </td>
      <td data-label={w.last}>
        {account.last_sign_in_at ? wibMoment(account.last_sign_in_at, language) : w.neverIn}
      </td>
      <td className="record-actions">
        <RowActions account={account} own={own} ask={ask} />
      </td>
    </tr>
  );
}

function RowActions({ account, own, ask }: RowProps) {
  const { accounts: w } = useOfficeTexts();
  const { username, disabled } = account;
  const items: [string, () => void, boolean][] = [
    [w.tokens, () => ask({ what: "tokens", account }), true],
    [w.reset, () => ask({ what: "reset", account }), !own && !disabled],
    [w.disable, () => ask({ what: "disable", account }), !own && !disabled],
    [w.enable, () => ask({ what: "enable", account }), disabled],
  ];
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      {!disabled && !own && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={w.editOf(username)}
          onClick={() => ask({ what: "edit", account })}
        >
          {w.edit}
        </Button>
      )}
      <ActionMenu
        label={w.actionsOf(username)}
        items={items.filter(([, , offered]) => offered).map(([words, act]) => [words, act] as const)}
      />
    </Group>
  );
}

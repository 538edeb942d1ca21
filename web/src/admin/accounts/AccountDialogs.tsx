import { useQueryClient } from "@tanstack/react-query";
import { body, client, done } from "../../api/client";
import { accountsChanged } from "../officeQueries";
import type { Account } from "../officeTypes";
import { ActionDialog } from "../parts/ActionDialog";
import { OnceDialog } from "../parts/OnceDialog";
import { useOfficeTexts } from "../useOfficeTexts";
import { AddAccount, EditAccount } from "./AccountForm";
import { TokensDialog } from "./TokensDialog";

/** What somebody wants to do, and to which account. */
export type Asked =
  | { what: "add" }
  | { what: "edit" | "reset" | "disable" | "enable" | "tokens"; account: Account }
  | { what: "password"; username: string; password: string };

interface Props {
  asked: Asked;
  accounts: readonly Account[];
  close: () => void;
  tell: (words: string) => void;
  next: (asked: Asked) => void;
}

/** The dialog of the moment; each ends in a sentence about what was done, or in a password shown once. */
export function AccountDialogs({ asked, accounts, close, tell, next }: Props) {
  const { accounts: w } = useOfficeTexts();
  const queries = useQueryClient();
  const finish = (words: string) => {
    accountsChanged(queries);
    tell(words);
    close();
  };
  const reveal = (username: string, password: string) => {
    accountsChanged(queries);
    next({ what: "password", username, password });
  };
  switch (asked.what) {
    case "add":
      return (
        <AddAccount
          accounts={accounts}
          close={close}
          made={({ account, password }) => reveal(account.username, password)}
        />
      );
    case "password":
      return <Password username={asked.username} password={asked.password} close={close} />;
    case "edit":
      return (
        <EditAccount
          account={asked.account}
          close={close}
          saved={() => finish(w.saved(asked.account.username))}
        />
      );
    case "reset":
      return <Reset account={asked.account} close={close} reveal={reveal} />;
    case "tokens":
      return <TokensDialog account={asked.account} close={close} />;
    default:
      return <Switch account={asked.account} off={asked.what === "disable"} close={close} done={finish} />;
  }
}

function Password({ username, password, close }: { username: string; password: string; close: () => void }) {
  const { accounts: w } = useOfficeTexts();
  return (
    <OnceDialog
      title={w.onceTitle(username)}
      warning={w.once}
      values={[
        [w.username, username],
        [w.password, password],
      ]}
      close={close}
    >
      <p className="muted">{w.changeSoon}</p>
    </OnceDialog>
  );
}

const of = (account: Account) => ({ params: { path: { account_id: account.id } } });

interface ResetProps {
  account: Account;
  close: () => void;
  reveal: (username: string, password: string) => void;
}

function Reset({ account, close, reveal }: ResetProps) {
  const { accounts: w } = useOfficeTexts();
  return (
    <ActionDialog
      title={w.resetTitle(account.username)}
      submit={w.resetSubmit}
      run={() => body(client.POST("/api/v1/accounts/{account_id}/reset", of(account)))}
      done={({ password }) => reveal(account.username, password)}
      close={close}
    >
      <p>{w.resetWords}</p>
    </ActionDialog>
  );
}

interface SwitchProps {
  account: Account;
  off: boolean;
  close: () => void;
  done: (words: string) => void;
}

/** Disables an account, or enables it again. */
function Switch({ account, off, close, done: told }: SwitchProps) {
  const { accounts: w } = useOfficeTexts();
  const { username } = account;
  return (
    <ActionDialog
      title={off ? w.disableTitle(username) : `${w.enable}: ${username}`}
      submit={off ? w.disable : w.enable}
      grave={off}
      run={() =>
        done(client.PATCH("/api/v1/accounts/{account_id}", { ...of(account), body: { disabled: off } }))
      }
      done={() => told(off ? w.disableDone(username) : w.enableDone(username))}
      close={close}
    >
      {off && <p>{w.disableWords}</p>}
    </ActionDialog>
  );
}

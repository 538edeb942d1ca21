import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { accountsChanged, useTokens } from "../officeQueries";
import type { Account, NewToken } from "../officeTypes";
import { OnceDialog } from "../parts/OnceDialog";
import { Told } from "../parts/Told";
import { useOfficeTexts } from "../useOfficeTexts";
import { TokenForm } from "./TokenForm";
import { TokenRow } from "./TokenRow";

interface Props {
  account: Account;
  close: () => void;
}

/** The tokens of an account: made, seen in use, revoked. A new one is shown this once. */
export function TokensDialog({ account, close }: Props) {
  const { tokens: w } = useOfficeTexts();
  const queries = useQueryClient();
  const [fresh, setFresh] = useState<NewToken | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const changed = (words: string | null) => {
    accountsChanged(queries);
    setTold(words);
  };
  if (fresh) {
    return (
      <OnceDialog
        title={w.onceTitle(fresh.name)}
        warning={w.once}
        values={[[w.token, fresh.secret]]}
        close={() => setFresh(null)}
      />
    );
  }
  return (
    <Modal
      opened
      onClose={close}
      title={w.title(account.username)}
      centered
      size="lg"
      closeButtonProps={{ "aria-label": w.close }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog">
        <p className="muted">{w.words}</p>
        <Told words={told} forget={() => setTold(null)} />
        <TokenList account={account} revoked={(name) => changed(w.revokedNow(name))} />
        {!account.disabled && (
          <TokenForm
            account={account}
            made={(token) => {
              changed(null);
              setFresh(token);
            }}
          />
        )}
        <Button variant="default" onClick={close}>
          {w.close}
        </Button>
      </div>
    </Modal>
  );
}

function TokenList({ account, revoked }: { account: Account; revoked: (name: string) => void }) {
  const { tokens: w } = useOfficeTexts();
  const tokens = useTokens(account.id);
  if (tokens.isError && !tokens.data) return <LoadFailed retry={() => void tokens.refetch()} />;
  if (tokens.data?.length === 0) return <p className="empty">{w.empty}</p>;
  return (
    <ul className="tokens">
      {(tokens.data ?? []).map((token) => (
        <TokenRow key={token.id} token={token} revoked={revoked} />
      ))}
    </ul>
  );
}

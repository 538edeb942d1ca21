import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { useAudit } from "../officeQueries";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";
import { AuditEntry } from "./AuditEntry";

const TYPING_MS = 300;
/** What one narrows by; the names under which the server keeps them. */
const ENTITIES = [
  "account",
  "token",
  "device",
  "vehicle",
  "collection_point",
  "facility",
  "crew",
  "plan",
  "closure",
] as const;

/** Who changed what, newest first, with what was before and after. */
export function AuditTab() {
  const a = useAdminTexts();
  const { audit: w } = useOfficeTexts();
  const [account, setAccount] = useState("");
  const [entity, setEntity] = useState("");
  const [typed] = useDebouncedValue(account, TYPING_MS);
  const audit = useAudit({ account: typed, entity });
  const rows = (audit.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      <p className="admin-intro">{w.intro}</p>
      <div className="admin-tools">
        <TextInput
          type="search"
          className="admin-search"
          aria-label={w.account}
          placeholder={w.account}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={w.entity}
          value={entity}
          onChange={(event) => setEntity(event.currentTarget.value)}
          data={[
            { value: "", label: `${w.entity}: ${w.entityAll}` },
            ...ENTITIES.map((value) => ({ value, label: w.entities[value] ?? value })),
          ]}
        />
      </div>
      {audit.isError && !audit.data && <LoadFailed retry={() => void audit.refetch()} />}
      {audit.data && rows.length === 0 && (
        <p className="empty">{typed.trim() || entity ? w.none : w.empty}</p>
      )}
      {rows.length > 0 && (
        <table className="records" aria-label={a.tab.audit}>
          <thead>
            <tr>
              {[w.when, w.account, w.action, w.entity, w.details].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AuditEntry key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {audit.hasNextPage && (
        <Button
          variant="default"
          loading={audit.isFetchingNextPage}
          onClick={() => void audit.fetchNextPage()}
        >
          {w.more}
        </Button>
      )}
    </>
  );
}

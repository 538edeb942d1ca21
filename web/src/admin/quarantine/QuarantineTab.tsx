import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { Told } from "../parts/Told";
import { useQuarantine } from "../queries";
import { useAdminTexts } from "../useAdminTexts";
import { type Batch, BatchBar } from "./BatchBar";
import { BatchDialog } from "./BatchDialog";
import { EVERYTHING_OPEN } from "./filter";
import { QuarantineFilters } from "./QuarantineFilters";
import { QuarantineTable } from "./QuarantineTable";
import { RawViewer } from "./RawViewer";

const TYPING_MS = 300;
const NOTHING: ReadonlySet<number> = new Set();

/** Everything that was refused: seen, read, read again, dismissed. */
export function QuarantineTab() {
  const a = useAdminTexts();
  const [asked, setAsked] = useState(EVERYTHING_OPEN);
  const [settled] = useDebouncedValue(asked, TYPING_MS);
  const pages = useQuarantine(settled);
  const [chosen, setChosen] = useState(NOTHING);
  const [batch, setBatch] = useState<Batch | null>(null);
  const [looked, setLooked] = useState<number | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  // What has left the list must not be acted upon unseen.
  const held = rows.filter((row) => chosen.has(row.id)).map((row) => row.id);
  const open = settled.state === "open";
  return (
    <>
      <p className="admin-intro">{a.quarantine.intro}</p>
      <QuarantineFilters asked={asked} setAsked={setAsked} />
      <Told words={told} forget={() => setTold(null)} />
      {open && rows.length > 0 && <BatchBar chosen={held} ask={setBatch} />}
      {pages.isError && !pages.data && <LoadFailed retry={() => void pages.refetch()} />}
      {pages.data && rows.length === 0 && (
        <p className="empty">{settled === EVERYTHING_OPEN ? a.quarantine.empty : a.none}</p>
      )}
      {rows.length > 0 && (
        <QuarantineTable
          rows={rows}
          chosen={open ? new Set(held) : null}
          setChosen={setChosen}
          look={setLooked}
        />
      )}
      {pages.hasNextPage && (
        <Button
          variant="default"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {a.quarantine.more}
        </Button>
      )}
      {batch && (
        <BatchDialog
          batch={batch}
          asked={settled}
          close={() => setBatch(null)}
          done={(words) => {
            setTold(words);
            setChosen(NOTHING);
            setBatch(null);
          }}
        />
      )}
      {looked !== null && <RawViewer id={looked} close={() => setLooked(null)} />}
    </>
  );
}

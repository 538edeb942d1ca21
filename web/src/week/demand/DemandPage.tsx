import "./demand.css";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useVillages } from "../../api/queries";
import { useDay } from "../../app/DayProvider";
import { LoadFailed } from "../../app/LoadFailed";
import { useRights } from "../../app/useRights";
import { useView } from "../../app/ViewProvider";
import { shiftDay } from "../../time/wib";
import { nextMonday } from "../list/rows";
import type { DemandItem } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { districtsOf } from "../planning/areas";
import { DemandTable } from "./DemandTable";
import { matching, rowsOf } from "./grid";
import { Origin } from "./Origin";
import { useDemand } from "./queries";

const SPANS = ["7", "14"] as const;

interface Asked {
  from: string;
  days: string;
  kecamatan: string;
  search: string;
}

/** What gathers where and when, with its range; each figure says where it comes from. */
export function DemandPage() {
  const s = useSideTexts();
  const { today } = useDay();
  const { openWeek, openData } = useView();
  const rights = useRights();
  const [asked, setAsked] = useState<Asked>({
    from: nextMonday(today),
    days: "7",
    kecamatan: "",
    search: "",
  });
  const [chosen, setChosen] = useState<DemandItem | null>(null);
  const to = shiftDay(asked.from, Number(asked.days) - 1);
  const more = asked.kecamatan ? { kecamatan: asked.kecamatan } : {};
  const demand = useDemand({ from: asked.from, to, by: "village", ...more });
  const items = demand.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = matching(rowsOf(items), asked.search);
  return (
    <div className="wk-page">
      <header className="wk-home-head">
        <div>
          <h3>{s.demand.title}</h3>
          <p className="muted">{s.demand.intro}</p>
        </div>
        <div className="wk-buttons">
          {rights.plan && (
            <Button size="compact-sm" variant="default" onClick={() => openData("demand-factors")}>
              {s.demand.edit}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => openWeek("list")}>
            {s.demand.back}
          </Button>
        </div>
      </header>
      <Filters asked={asked} setAsked={setAsked} />
      {demand.isError && !demand.data && <LoadFailed retry={() => void demand.refetch()} />}
      {demand.isPending && (
        <p className="muted" role="status">
          {s.loading}
        </p>
      )}
      {demand.isSuccess && rows.length === 0 && <p className="wk-empty">{s.demand.empty}</p>}
      {rows.length > 0 && (
        <>
          <p className="muted">
            {s.demand.tap} {s.demand.heat}
          </p>
          <DemandTable
            rows={rows}
            items={items}
            totals={demand.data?.pages[0]?.totals ?? []}
            span={{ from: asked.from, to }}
            chosen={chosen}
            choose={setChosen}
          />
        </>
      )}
      {demand.hasNextPage && (
        <Button
          variant="default"
          loading={demand.isFetchingNextPage}
          onClick={() => void demand.fetchNextPage()}
        >
          {s.demand.more}
        </Button>
      )}
      {chosen && <Origin item={chosen} close={() => setChosen(null)} />}
    </div>
  );
}

function Filters({ asked, setAsked }: { asked: Asked; setAsked: (asked: Asked) => void }) {
  const s = useSideTexts();
  const districts = districtsOf(useVillages().data?.features ?? []);
  return (
    <div className="wk-filters">
      <TextInput
        type="date"
        size="xs"
        label={s.demand.from}
        value={asked.from}
        onChange={(event) =>
          event.currentTarget.value && setAsked({ ...asked, from: event.currentTarget.value })
        }
      />
      <NativeSelect
        size="xs"
        label={s.demand.days}
        value={asked.days}
        onChange={(event) => setAsked({ ...asked, days: event.currentTarget.value })}
        data={[...SPANS]}
      />
      <NativeSelect
        size="xs"
        label={s.demand.kecamatan}
        value={asked.kecamatan}
        onChange={(event) => setAsked({ ...asked, kecamatan: event.currentTarget.value })}
        data={[{ value: "", label: s.all }, ...districts.map(({ name }) => ({ value: name, label: name }))]}
      />
      <TextInput
        type="search"
        size="xs"
        label={s.demand.search}
        value={asked.search}
        onChange={(event) => setAsked({ ...asked, search: event.currentTarget.value })}
      />
    </div>
  );
}

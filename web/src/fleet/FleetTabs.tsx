import { CloseButton, Tabs, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { PointList } from "../points/PointList";
import { useClosures } from "../roads/queries";
import { RoadsTab } from "../roads/RoadsTab";
import { FleetList } from "./FleetList";

/** Trucks, points and closed roads behind one search. */
export function FleetTabs() {
  const { t } = useLanguage();
  const [tab, setTab] = useState<string | null>("trucks");
  const [search, setSearch] = useState("");
  return (
    <Tabs value={tab} onChange={setTab} className="tabs" keepMounted={false}>
      <Tabs.List grow>
        <Tabs.Tab value="trucks">{t.list.trucks}</Tabs.Tab>
        <Tabs.Tab value="points">{t.list.points}</Tabs.Tab>
        <Tabs.Tab value="roads">
          {t.roads.tab} <ClosedCount />
        </Tabs.Tab>
      </Tabs.List>
      <TextInput
        id="search"
        className="search"
        size="sm"
        type="search"
        aria-label={t.list.search}
        placeholder={t.list.search}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => leaveSearch(event, search, setSearch)}
        rightSection={
          search && <CloseButton size="sm" aria-label={t.list.clear} onClick={() => setSearch("")} />
        }
      />
      <Tabs.Panel value="trucks" className="tab-panel">
        <FleetList search={search} />
      </Tabs.Panel>
      <Tabs.Panel value="points" className="tab-panel">
        <PointList search={search} />
      </Tabs.Panel>
      <Tabs.Panel value="roads" className="tab-panel">
        <RoadsTab search={search} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** How many closures hold now; nothing when all roads are open. */
function ClosedCount() {
  const { t } = useLanguage();
  const closed = useClosures().data?.features.filter(({ properties: p }) => p.state === "now").length ?? 0;
  if (closed === 0) return null;
  return (
    <span className="tab-count">
      {number(closed)}
      <span className="for-readers"> {t.roads.tabCount(number(closed))}</span>
    </span>
  );
}

function leaveSearch(
  event: KeyboardEvent<HTMLInputElement>,
  search: string,
  setSearch: (text: string) => void,
) {
  if (event.key === "Escape" && search) {
    // The first Escape empties the search; only the next one closes what is selected.
    event.preventDefault();
    setSearch("");
  }
  if (event.key === "ArrowDown") {
    event.preventDefault();
    document.querySelector<HTMLElement>(".rows [data-row]")?.focus();
  }
}

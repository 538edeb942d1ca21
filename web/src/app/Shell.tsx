import "../roads/roads.css";
import "../roads/layers.css";
import "../replan/replan.css";
import { Center, Loader } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { System } from "../api/queries";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { ConsoleMap } from "../map/ConsoleMap";
import { ReplanProvider } from "../replan/ReplanProvider";
import { ToolProvider } from "../roads/ToolProvider";
import { BackupNotice } from "./BackupNotice";
import { Banners } from "./Banners";
import { ConnectionNotice } from "./ConnectionNotice";
import { ErrorBoundary } from "./ErrorBoundary";
import { Header } from "./Header";
import { IngestNotice } from "./IngestNotice";
import { PlanRequestProvider } from "./PlanRequest";
import { mayOpenOffice, maySeeRecords, maySeeWeeks } from "./roles";
import { SidePanel } from "./SidePanel";
import { StartHere } from "./StartHere";
import { useShortcuts } from "./useShortcuts";
import { useView } from "./ViewProvider";

// Most people never open it; the map must not wait for it.
const AdminPage = lazy(() => import("../admin/AdminPage"));
const WeekArea = lazy(() => import("../week/WeekArea"));
const RecordsArea = lazy(() => import("../records/RecordsArea"));

/** The one screen: figures above, list at the side, map in the middle, the selected thing over it. */
export function Shell({ me, system }: { me: Me; system: System }) {
  useShortcuts();
  const { view } = useView();
  const office = view.admin !== null && mayOpenOffice(me);
  const weeks = !office && view.week !== null && maySeeWeeks(me);
  const records = !office && !weeks && view.data !== null && maySeeRecords(me);
  const covered = office || records || weeks;
  const seen = useOnceSeen(!covered);
  return (
    <div className="shell">
      <PlanRequestProvider>
        <Header me={me} />
        <ConnectionNotice />
        <Banners system={system} />
        <IngestNotice me={me} />
        <BackupNotice me={me} />
        <main className="work">
          <div className="stage" inert={covered}>
            {seen && (
              <ReplanProvider>
                <ToolProvider>
                  <ConsoleMap system={system} />
                  <SidePanel />
                  <StartHere me={me} />
                </ToolProvider>
              </ReplanProvider>
            )}
          </div>
          {covered && (
            <ErrorBoundary>
              <Suspense fallback={<AreaLoading />}>
                {office && <AdminPage me={me} />}
                {records && <RecordsArea me={me} />}
                {weeks && <WeekArea me={me} />}
              </Suspense>
            </ErrorBoundary>
          )}
        </main>
      </PlanRequestProvider>
    </div>
  );
}

/** Whoever opens another area by its address does not wait for a map; once seen, it stays as it was left. */
function useOnceSeen(seen: boolean): boolean {
  const [once, setOnce] = useState(seen);
  if (seen && !once) setOnce(true);
  return once || seen;
}

function AreaLoading() {
  const { t } = useLanguage();
  return (
    <section className="admin" role="status" aria-label={t.list.loading}>
      <Center h="100%">
        <Loader color="laut.8" />
      </Center>
    </section>
  );
}

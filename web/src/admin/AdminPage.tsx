import { Button, Tabs } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import type { Me } from "../api/types";
import { isAdmin } from "../app/roles";
import { useView } from "../app/ViewProvider";
import type { AdminTab } from "../app/view";
import { importing } from "../intake/asked";
import "./admin.css";
import "./records.css";
import { AccountsTab } from "./accounts/AccountsTab";
import { DevicesTab } from "./devices/DevicesTab";
import { NewDevicesTab } from "./fresh/NewDevicesTab";
import { AuditTab } from "./keeping/AuditTab";
import { BackupsTab } from "./keeping/BackupsTab";
import { SignInsTab } from "./keeping/SignInsTab";
import { PhoneTab } from "./phone/PhoneTab";
import { QuarantineTab } from "./quarantine/QuarantineTab";
import { ExportsTab } from "./sharing/ExportsTab";
import { tabsOf } from "./tabs";
import { useAdminTexts } from "./useAdminTexts";

// The import brings a map of its own.
const ImportTab = lazy(() => import("../intake/ImportTab"));

/** The administration, over the map: what the account's role may reach of it. */
export default function AdminPage({ me }: { me: Me }) {
  const a = useAdminTexts();
  const { view, openAdmin } = useView();
  const tabs = tabsOf(me).filter((name) => name in CONTENT);
  const tab = view.admin !== null && tabs.includes(view.admin) ? view.admin : (tabs[0] ?? "exports");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    return () => document.querySelector<HTMLElement>(".account")?.focus();
  }, []);
  useEffect(() => {
    // On a phone not all tabs fit; the chosen one is brought into view.
    const chosen = document.querySelector(`.admin-tab-list [id$="tab-${tab}"]`);
    chosen?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tab]);
  return (
    <section className="admin" aria-labelledby="admin-title">
      <header className="admin-head">
        <h2 id="admin-title" ref={heading} tabIndex={-1}>
          {a.title}
        </h2>
        <Button size="compact-sm" variant="default" className="admin-back" onClick={() => openAdmin(null)}>
          {a.back}
        </Button>
      </header>
      <Tabs
        value={tab}
        onChange={(chosen) => openAdmin(chosen as AdminTab)}
        className="admin-tabs"
        keepMounted={false}
      >
        <Tabs.List className="admin-tab-list">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {a.tab[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((name) => (
          <Tabs.Panel key={name} value={name} className="admin-panel">
            <Content tab={name} me={me} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

const CONTENT: Partial<Record<AdminTab, (props: { me: Me }) => ReactNode>> = {
  devices: ({ me }) => <DevicesTab admin={isAdmin(me)} />,
  new: ({ me }) => <NewDevicesTab admin={isAdmin(me)} />,
  phone: () => <PhoneTab />,
  quarantine: () => <QuarantineTab />,
  import: () => <ImportTab first={importing()} />,
  exports: ({ me }) => <ExportsTab me={me} />,
  accounts: ({ me }) => <AccountsTab username={me.username} />,
  "sign-ins": () => <SignInsTab />,
  backups: () => <BackupsTab />,
  audit: () => <AuditTab />,
};

function Content({ tab, me }: { tab: AdminTab; me: Me }) {
  const Tab = CONTENT[tab];
  return <Suspense fallback={null}>{Tab && <Tab me={me} />}</Suspense>;
}

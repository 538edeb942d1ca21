import { Button, Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Me } from "../api/types";
import { isAdmin, seesAll } from "../app/roles";
import { useView } from "../app/ViewProvider";
import type { AdminTab } from "../app/view";
import "./admin.css";
import "./records.css";
import { DevicesTab } from "./devices/DevicesTab";
import { NewDevicesTab } from "./fresh/NewDevicesTab";
import { PhoneTab } from "./phone/PhoneTab";
import { QuarantineTab } from "./quarantine/QuarantineTab";
import { useAdminTexts } from "./useAdminTexts";

/** The administration, over the map: what the account's role may reach of it. */
export default function AdminPage({ me }: { me: Me }) {
  const a = useAdminTexts();
  const { view, openAdmin } = useView();
  const tabs = tabsOf(me);
  const tab = view.admin !== null && tabs.includes(view.admin) ? view.admin : "devices";
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    return () => document.querySelector<HTMLElement>(".account")?.focus();
  }, []);
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

function Content({ tab, me }: { tab: AdminTab; me: Me }) {
  if (tab === "new") return <NewDevicesTab admin={isAdmin(me)} />;
  if (tab === "phone") return <PhoneTab />;
  if (tab === "quarantine") return <QuarantineTab />;
  return <DevicesTab admin={isAdmin(me)} />;
}

function tabsOf(me: Me): AdminTab[] {
  if (isAdmin(me)) return ["devices", "new", "phone", "quarantine"];
  return seesAll(me) ? ["devices", "new"] : ["devices"];
}

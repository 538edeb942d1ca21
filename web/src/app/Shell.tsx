import type { System } from "../api/queries";
import type { Me } from "../api/types";
import { ConsoleMap } from "../map/ConsoleMap";
import { Banners } from "./Banners";
import { ConnectionNotice } from "./ConnectionNotice";
import { Header } from "./Header";
import { SidePanel } from "./SidePanel";
import { useShortcuts } from "./useShortcuts";

/** The one screen: figures above, list at the side, map in the middle, the selected thing over it. */
export function Shell({ me, system }: { me: Me; system: System }) {
  useShortcuts();
  return (
    <div className="shell">
      <Header me={me} />
      <ConnectionNotice />
      <Banners system={system} />
      <main className="stage">
        <ConsoleMap system={system} />
        <SidePanel />
      </main>
    </div>
  );
}

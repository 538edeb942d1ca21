import type { Me } from "../api/types";
import { isAdmin, mayAdminister, mayPlan, seesAll } from "../app/roles";
import { ADMIN_TABS, type AdminTab } from "../app/view";

const OPEN_TO: Record<AdminTab, (me: Me) => boolean> = {
  devices: mayAdminister,
  new: seesAll,
  phone: isAdmin,
  quarantine: isAdmin,
  import: mayPlan,
  exports: (me) => me.role !== "driver",
  accounts: isAdmin,
  "sign-ins": isAdmin,
  backups: isAdmin,
  audit: isAdmin,
};

/** The tabs of the office that an account may open, in their order; the server decides about every step. */
export function tabsOf(me: Me): AdminTab[] {
  return ADMIN_TABS.filter((tab) => OPEN_TO[tab](me));
}

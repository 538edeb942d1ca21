import { useState } from "react";
import { useAdminTexts } from "../useAdminTexts";
import { JoinSheet } from "./JoinSheet";
import type { Joining } from "./join";
import { PhoneForm } from "./PhoneForm";

/** One page by which a phone joins: choose, scan, see its first position arrive. */
export function PhoneTab() {
  const a = useAdminTexts();
  const [joining, setJoining] = useState<Joining | null>(null);
  if (joining) return <JoinSheet joining={joining} again={() => setJoining(null)} />;
  return (
    <>
      <p className="admin-intro">{a.phone.intro}</p>
      <PhoneForm joined={setJoining} />
    </>
  );
}

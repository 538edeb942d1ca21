import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { Told } from "../parts/Told";
import { useNewDevices } from "../queries";
import type { NewSpeaker } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { BindDialog } from "./BindDialog";
import { NewDeviceTable } from "./NewDeviceTable";

/** Who sends without being a device of ours; binding one has its waiting messages read again. */
export function NewDevicesTab({ admin }: { admin: boolean }) {
  const a = useAdminTexts();
  const speakers = useNewDevices();
  const [bound, setBound] = useState<NewSpeaker | null>(null);
  const [told, setTold] = useState<string | null>(null);
  return (
    <>
      <p className="admin-intro">
        {a.fresh.intro} {!admin && a.fresh.askAdmin}
      </p>
      <Told words={told} forget={() => setTold(null)} />
      {speakers.isError && !speakers.data && <LoadFailed retry={() => void speakers.refetch()} />}
      {speakers.data?.length === 0 && <p className="empty">{a.fresh.empty}</p>}
      {speakers.data && speakers.data.length > 0 && (
        <NewDeviceTable speakers={speakers.data} bind={admin ? setBound : null} />
      )}
      {bound && (
        <BindDialog
          speaker={bound}
          close={() => setBound(null)}
          done={(words) => {
            setTold(words);
            setBound(null);
          }}
        />
      )}
    </>
  );
}

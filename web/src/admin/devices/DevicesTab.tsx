import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { number } from "../../i18n/format";
import { Told } from "../parts/Told";
import { usePlateOf } from "../parts/VehicleSelect";
import { useDevices } from "../queries";
import { useAdminTexts } from "../useAdminTexts";
import { type Asked, DeviceDialogs } from "./DeviceDialogs";
import { DeviceTable } from "./DeviceTable";
import { type DeviceFilter, shownOf } from "./health";
import { StateFilter } from "./StateFilter";

/** Every device and how it fares; what may be done to it depends on who looks. */
export function DevicesTab({ admin }: { admin: boolean }) {
  const a = useAdminTexts();
  const devices = useDevices();
  const plateOf = usePlateOf();
  const [filter, setFilter] = useState<DeviceFilter>({ text: "", state: null });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const all = devices.data ?? [];
  const shown = shownOf(all, filter, plateOf);
  return (
    <>
      <div className="admin-tools">
        <TextInput
          type="search"
          className="admin-search"
          aria-label={a.device.search}
          placeholder={a.device.search}
          value={filter.text}
          onChange={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
        />
        <StateFilter
          devices={all}
          state={filter.state}
          setState={(state) => setFilter({ ...filter, state })}
        />
        {admin && <Button onClick={() => setAsked({ what: "add" })}>{a.device.add}</Button>}
      </div>
      <Told words={told} forget={() => setTold(null)} />
      {devices.isError && !devices.data && <LoadFailed retry={() => void devices.refetch()} />}
      {devices.data && all.length === 0 && <p className="empty">{a.device.empty}</p>}
      {all.length > 0 && shown.length === 0 && <p className="empty">{a.none}</p>}
      {shown.length > 0 && (
        <>
          <p className="count">{a.device.count(number(shown.length))}</p>
          <DeviceTable devices={shown} admin={admin} plateOf={plateOf} ask={setAsked} />
        </>
      )}
      {asked && (
        <DeviceDialogs
          asked={asked}
          devices={all}
          close={() => setAsked(null)}
          tell={setTold}
          next={setAsked}
        />
      )}
    </>
  );
}

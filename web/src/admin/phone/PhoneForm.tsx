import { Button, NativeSelect, Radio } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { faultOf } from "../devices/deviceId";
import { IdInput } from "../devices/IdInput";
import { VehicleSelect } from "../parts/VehicleSelect";
import { wordsOf } from "../problem";
import { devicesChanged, useDevices } from "../queries";
import { type Device, isPhoneApp, PHONE_APPS, type PhoneApp } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { takeChosen } from "./chosen";
import { type Joining, join, makeKnown, type PhoneDraft } from "./join";

const EMPTY: PhoneDraft = { known: "", id: "", app: "owntracks", vehicle: "" };

/** Which phone, which app, which vehicle. */
export function PhoneForm({ joined }: { joined: (joining: Joining) => void }) {
  const a = useAdminTexts();
  const queries = useQueryClient();
  const devices = useDevices();
  const all = devices.data ?? [];
  const [draft, setDraft] = useState<PhoneDraft>(() => ({ ...EMPTY, known: takeChosen() }));
  const change = (part: Partial<PhoneDraft>) => setDraft((before) => ({ ...before, ...part }));
  const known = all.find((device) => device.id === draft.known);
  const start = useMutation({
    mutationFn: async () => {
      if (known && isPhoneApp(known.dialect)) return join(known.id, known.dialect, known.vehicle_id);
      await makeKnown(draft);
      devicesChanged(queries);
      // From here on it is a known phone: trying again must not make it a second time.
      const again = draft.id;
      const made = await join(again, draft.app, draft.vehicle || null).catch((error: unknown) => {
        change({ known: again });
        throw error;
      });
      return made;
    },
    onSuccess: (joining) => {
      devicesChanged(queries);
      joined(joining);
    },
  });
  const ready =
    known !== undefined || (draft.id !== "" && faultOf(draft.id, all) === null && draft.vehicle !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !start.isPending) start.mutate();
  };
  return (
    <form className="phone-form" onSubmit={submit}>
      <PhoneSelect phones={all} known={draft.known} choose={(name) => change({ known: name })} />
      {draft.known === "" ? (
        <>
          <AppChoice app={draft.app} setApp={(app) => change({ app })} />
          <IdInput label={a.phone.id} value={draft.id} setValue={(id) => change({ id })} taken={all} />
          <VehicleSelect
            label={a.phone.vehicle}
            value={draft.vehicle}
            setValue={(vehicle) => change({ vehicle })}
          />
        </>
      ) : (
        <p className="late">{a.phone.again}</p>
      )}
      {start.isError && (
        <p className="failure" role="alert">
          {wordsOf(start.error, a)}
        </p>
      )}
      <Button type="submit" disabled={!ready} loading={start.isPending}>
        {a.phone.submit}
      </Button>
    </form>
  );
}

interface PhoneSelectProps {
  phones: readonly Device[];
  known: string;
  choose: (deviceId: string) => void;
}

/** A new phone, or one that joins again; left out while there is none of the latter. */
function PhoneSelect({ phones, known, choose }: PhoneSelectProps) {
  const a = useAdminTexts();
  const choices = phones.filter((device) => isPhoneApp(device.dialect));
  if (choices.length === 0) return null;
  return (
    <NativeSelect
      label={a.phone.which}
      value={known}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[
        { value: "", label: a.phone.newPhone },
        ...choices.map(({ id, dialect }) => ({ value: id, label: `${id} · ${a.dialect[dialect]}` })),
      ]}
    />
  );
}

function AppChoice({ app, setApp }: { app: PhoneApp; setApp: (app: PhoneApp) => void }) {
  const a = useAdminTexts();
  return (
    <Radio.Group label={a.phone.app} value={app} onChange={(value) => setApp(value as PhoneApp)}>
      <div className="app-choice">
        {PHONE_APPS.map((name) => (
          <Radio key={name} value={name} label={a.dialect[name]} description={a.phone.appHint[name]} />
        ))}
      </div>
    </Radio.Group>
  );
}

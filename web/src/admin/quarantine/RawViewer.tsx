import { Loader, Modal, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useNow } from "../../time/ClockProvider";
import { when } from "../parts/when";
import { useQuarantineDetail } from "../queries";
import type { QuarantineDetail } from "../types";
import { useAdminTexts } from "../useAdminTexts";
import { hexdump, readable } from "./hexdump";

/** One refused message as it came, byte for byte. */
export function RawViewer({ id, close }: { id: number; close: () => void }) {
  const a = useAdminTexts();
  const detail = useQuarantineDetail(id);
  return (
    <Modal
      opened
      onClose={close}
      title={a.quarantine.rawTitle(String(id))}
      size="xl"
      closeButtonProps={{ "aria-label": a.close }}
      classNames={{ title: "dialog-title" }}
    >
      {detail.isPending && <Loader color="laut.8" />}
      {detail.isError && !detail.data && <LoadFailed retry={() => void detail.refetch()} />}
      {detail.data && (
        <div className="dialog">
          <Facts message={detail.data} />
          <Bytes message={detail.data} />
        </div>
      )}
    </Modal>
  );
}

function Facts({ message }: { message: QuarantineDetail }) {
  const a = useAdminTexts();
  const { language } = useLanguage();
  const now = useNow();
  const q = a.quarantine;
  const facts: [string, string][] = [
    [q.received, when(message.received_at, now, language)],
    [q.from, message.device_id ?? message.external_id ?? a.unknown],
    [q.topic, message.topic],
    [q.why, message.reasons.map((reason) => a.reason[reason] ?? reason).join(", ")],
    [q.detail, message.detail || a.unknown],
  ];
  if (message.seq !== null) facts.push([q.identity, `${message.boot} · ${message.seq}`]);
  return (
    <dl className="raw-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Form = "text" | "hex";

function Bytes({ message }: { message: QuarantineDetail }) {
  const { quarantine: q } = useAdminTexts();
  const [form, setForm] = useState<Form>(message.text === null ? "hex" : "text");
  const shown =
    form === "hex" ? hexdump(message.base64) : message.text === null ? null : readable(message.text);
  return (
    <>
      <div className="raw-head">
        <SegmentedControl
          size="xs"
          value={form}
          onChange={(chosen) => setForm(chosen as Form)}
          data={[
            { value: "text", label: q.text },
            { value: "hex", label: q.hex },
          ]}
        />
        <span className="muted">{q.size(number(message.size_bytes))}</span>
      </div>
      {shown === null ? (
        <p className="muted">{q.notText}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre className="raw" tabIndex={0} data-form={form}>
          {shown}
        </pre>
      )}
      {message.truncated && <p className="muted">{q.truncated}</p>}
    </>
  );
}

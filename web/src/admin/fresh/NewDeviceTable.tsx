import { Button } from "@mantine/core";
import { lonLat } from "../../api/types";
import { useView } from "../../app/ViewProvider";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useNow } from "../../time/ClockProvider";
import { Age } from "../parts/Age";
import { when } from "../parts/when";
import type { NewSpeaker } from "../types";
import { useAdminTexts } from "../useAdminTexts";

interface Props {
  speakers: readonly NewSpeaker[];
  /** Null: this account may look, not bind. */
  bind: ((speaker: NewSpeaker) => void) | null;
}

export function NewDeviceTable({ speakers, bind }: Props) {
  const a = useAdminTexts();
  const f = a.fresh;
  return (
    <table className="records" aria-label={a.tab.new}>
      <thead>
        <tr>
          {[f.calls, f.first, f.last, f.messages, f.place].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="for-readers">{a.device.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {speakers.map((speaker) => (
          <Row key={`${speaker.dialect} ${speaker.external_id}`} speaker={speaker} bind={bind} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ speaker, bind }: { speaker: NewSpeaker } & Pick<Props, "bind">) {
  const a = useAdminTexts();
  const { language } = useLanguage();
  const now = useNow();
  const f = a.fresh;
  return (
    <tr data-speaker={speaker.external_id}>
      <th scope="row">
        <strong>{speaker.external_id}</strong>
        <span className="record-sub">
          {[a.dialect[speaker.dialect], speaker.gateway && a.device.through(speaker.gateway)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </th>
      <td data-label={f.first}>{when(speaker.first_seen_at, now, language)}</td>
      <td data-label={f.last}>
        <Age moment={speaker.last_seen_at} />
      </td>
      <td data-label={f.messages}>{number(speaker.messages)}</td>
      <td data-label={f.place}>
        <Place position={speaker.last_position} />
      </td>
      <td className="record-actions">
        {bind && (
          <Button size="compact-sm" aria-label={f.bindOf(speaker.external_id)} onClick={() => bind(speaker)}>
            {f.bind}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Place({ position }: { position: NewSpeaker["last_position"] }) {
  const { fresh } = useAdminTexts();
  const { showSpot } = useView();
  if (position === null) return <span className="muted">{fresh.noPlace}</span>;
  const [lon, lat] = lonLat(position.coordinates);
  return (
    <button type="button" className="link" onClick={() => showSpot({ lat, lon })}>
      {fresh.map}
    </button>
  );
}

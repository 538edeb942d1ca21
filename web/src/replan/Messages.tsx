import { Button } from "@mantine/core";
import { useState } from "react";
import { usePosition } from "../api/LiveProvider";
import { useVehicleDay } from "../api/queries";
import type { PlanChanges, PlanDetail } from "../api/types";
import { LoadFailed } from "../app/LoadFailed";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { MessageText, useCopied } from "./MessageText";
import { messageOf } from "./message";
import { useReplan } from "./ReplanProvider";
import { byChange, isEmptied } from "./shares";
import type { VehicleChange } from "./types";

/** The new routes are out: one text for each changed truck, and whether the truck has its route. */
export function Messages({ plan, changes }: { plan: PlanDetail; changes: PlanChanges }) {
  const { t } = useLanguage();
  const { close } = useReplan();
  const words = t.replan.messages;
  const changed = byChange(changes.vehicles);
  const [copied, setCopied] = useState<ReadonlySet<string>>(new Set());
  const note = (vehicleId: string) => setCopied((before) => new Set([...before, vehicleId]));
  return (
    <>
      <p className="published" role="status">
        <span aria-hidden="true">✓</span> {words.sent(number(changed.length))}
      </p>
      <ul className="messages" aria-label={words.title}>
        {changed.map((change) => (
          <MessageRow
            key={change.vehicle_id}
            change={change}
            planId={plan.id}
            day={changes.operating_day}
            copied={copied.has(change.vehicle_id)}
            note={note}
          />
        ))}
      </ul>
      <footer className="publish-bar messages-foot">
        <p className="publish-ask" role="status">
          {words.progress(number(copied.size), number(changed.length))}
        </p>
        <div className="closure-actions">
          <Button
            size="compact-md"
            variant={copied.size < changed.length ? "default" : "filled"}
            onClick={close}
          >
            {words.done}
          </Button>
        </div>
      </footer>
    </>
  );
}

interface RowProps {
  change: VehicleChange;
  planId: number;
  day: string;
  copied: boolean;
  note: (vehicleId: string) => void;
}

function MessageRow({ change, planId, day, copied, note }: RowProps) {
  const { t } = useLanguage();
  const words = t.replan.messages;
  const [seen, setSeen] = useState(false);
  const message = useMessage(change, day);
  const { copy, failed } = useCopied(() => note(change.vehicle_id));
  return (
    <li className="message" data-message={change.vehicle_id}>
      <div className="message-head">
        <strong className="plate">{change.plate}</strong>
        {!isEmptied(change) && <Received vehicleId={change.vehicle_id} planId={planId} />}
      </div>
      <div className="closure-actions">
        <Button
          size="compact-md"
          variant={copied ? "default" : "filled"}
          disabled={message.text === null}
          aria-label={`${copied ? words.copied : words.copy}: ${change.plate}`}
          onClick={() => message.text !== null && copy(message.text)}
        >
          {copied ? `✓ ${words.copied}` : words.copy}
        </Button>
        <Button size="compact-md" variant="subtle" aria-expanded={seen} onClick={() => setSeen(!seen)}>
          {seen ? words.hide : words.see}
        </Button>
      </div>
      {message.failed && <LoadFailed retry={message.retry} />}
      {(seen || failed) && message.text !== null && (
        <MessageText plate={change.plate} text={message.text} failed={failed} />
      )}
    </li>
  );
}

/** Whether the truck itself says that it has the route. */
function Received({ vehicleId, planId }: { vehicleId: string; planId: number }) {
  const { t } = useLanguage();
  const live = usePosition(vehicleId);
  if (!live) return null;
  const received = live.plan_id === planId && live.plan_acknowledged;
  return (
    <span className={received ? "in-time" : "late"} data-received={received}>
      {received ? t.replan.messages.received : t.replan.messages.notYet}
    </span>
  );
}

/** The text from the route as it stands after publishing; null until that has been read. */
function useMessage(change: VehicleChange, day: string) {
  const now = useNow();
  const [since] = useState(Date.now);
  const { data, dataUpdatedAt, isError, refetch } = useVehicleDay(change.vehicle_id, day);
  const fresh = data !== undefined && dataUpdatedAt >= since;
  const text = fresh ? messageOf({ plate: change.plate, day, stops: data.stops }, now, change) : null;
  return { text, failed: isError && !fresh, retry: () => void refetch() };
}

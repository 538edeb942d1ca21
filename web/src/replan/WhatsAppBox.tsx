import { Button } from "@mantine/core";
import type { VehicleDay } from "../api/types";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { MessageText, useCopied } from "./MessageText";
import { messageOf } from "./message";

/** The rest of a truck's route as a text for its driver. */
export function WhatsAppBox({ data }: { data: VehicleDay }) {
  const { t } = useLanguage();
  const words = t.replan.messages;
  const now = useNow();
  const { copied, failed, copy } = useCopied();
  const { plate } = data.vehicle;
  const text = messageOf({ plate, day: data.day, stops: data.stops }, now);
  return (
    <section className="whatsapp" aria-label={words.text(plate)}>
      <MessageText plate={plate} text={text} failed={failed} />
      <Button size="compact-md" variant={copied ? "default" : "filled"} onClick={() => copy(text)}>
        {copied ? `✓ ${words.copied}` : words.copy}
      </Button>
    </section>
  );
}

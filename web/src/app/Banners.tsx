import { Popover, Text, UnstyledButton } from "@mantine/core";
import { type System, useVehicles } from "../api/queries";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { useNow } from "../time/ClockProvider";
import { dayWords, wibTime } from "../time/wib";
import { useDay } from "./DayProvider";
import { useView } from "./ViewProvider";

interface Note {
  code: string;
  words: string;
  hint: string;
}

/** What a person must know about the data before believing it; each note explains itself when pressed. */
export function Banners({ system }: { system: System }) {
  const { t, language } = useLanguage();
  const { day, today } = useDay();
  const { setDay } = useView();
  const vehicles = useVehicles();
  const counts = {
    unplanned: vehicles.data?.filter((vehicle) => !vehicle.planned).length ?? 0,
    samples: vehicles.data?.filter((vehicle) => vehicle.sample).length ?? 0,
  };
  const notes = notesOf(system, counts, t);
  if (notes.length === 0 && !system.clock.demo && day === today) return null;
  return (
    <section className="banners" aria-label={t.banner.notes}>
      {day !== today && (
        <span className="note note-day">
          {t.banner.otherDay(dayWords(day, language))}
          <button type="button" className="link" onClick={() => setDay(null)}>
            {t.day.today}
          </button>
        </span>
      )}
      {system.clock.demo && <DemoClock rate={system.clock.rate} />}
      {notes.map((note) => (
        <Chip key={note.code} hint={note.hint}>
          {note.words}
        </Chip>
      ))}
    </section>
  );
}

function DemoClock({ rate }: { rate: number }) {
  const { t } = useLanguage();
  const now = useNow();
  return <Chip hint={t.banner.demoHint}>{t.banner.demo(wibTime(now), number(rate))}</Chip>;
}

function Chip({ children, hint }: { children: string; hint: string }) {
  return (
    <Popover width={260} position="bottom-start" withArrow shadow="md">
      <Popover.Target>
        <UnstyledButton className="note">{children}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{hint}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}

function notesOf(system: System, counts: { unplanned: number; samples: number }, t: Texts): Note[] {
  const { unplanned, samples } = counts;
  const b = t.banner;
  const words: Partial<Record<System["banners"][number], [string, string]>> = {
    synthetic_roads: [b.synthetic, b.syntheticHint],
    no_roads: [b.noRoads, b.noRoadsHint],
    sample_points: [b.sample, b.sampleHint],
    dms_unconfirmed: [b.dms, b.dmsHint],
  };
  const notes: Note[] = system.banners.flatMap((code) => {
    const found = words[code];
    return found ? [{ code, words: found[0], hint: found[1] }] : [];
  });
  if (samples > 0) {
    notes.push({ code: "plates", words: b.samplePlates(number(samples)), hint: b.samplePlatesHint });
  }
  if (system.off_shift_tracking === "hide") {
    notes.push({ code: "off_shift", words: t.offShift.chip, hint: t.offShift.hint });
  }
  if (unplanned > 0) {
    notes.push({ code: "village", words: b.villageVehicles(number(unplanned)), hint: b.villageVehiclesHint });
  }
  return notes;
}

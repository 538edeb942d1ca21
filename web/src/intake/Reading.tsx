import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { IntakeTexts } from "../i18n/intake/id";
import type { Draft, Options } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

interface Props {
  draft: Draft;
  options: Options;
  busy: boolean;
  read: (more: Options) => void;
}

/** In which coordinate system, sheet and layer the file was read, and another choice. */
export function Reading({ draft, options, busy, read }: Props) {
  const w = useIntakeTexts();
  const [sheet, setSheet] = useState(options.sheet ?? "");
  const [layer, setLayer] = useState(options.layer ?? "");
  const placed = draft.crs !== null || draft.faults.some(({ rule }) => PLACE_RULES.has(rule));
  const inBook = /\.xlsx$/i.test(draft.file_name);
  const inPackage = /\.gpkg$/i.test(draft.file_name);
  if (!placed && !inBook && !inPackage) return null;
  return (
    <section className="reading">
      {placed && (
        <NativeSelect
          label={w.read.crs}
          description={w.read.crsHint}
          value={draft.crs ?? ""}
          disabled={busy}
          onChange={(event) => read({ crs: event.currentTarget.value || undefined })}
          data={systems(draft.crs, w)}
        />
      )}
      {inBook && <Name label={w.read.sheet} hint={w.read.optional} value={sheet} set={setSheet} />}
      {inPackage && <Name label={w.read.layer} hint={w.read.optional} value={layer} set={setLayer} />}
      {(inBook || inPackage) && (
        <Button
          variant="default"
          loading={busy}
          onClick={() => read({ sheet: sheet.trim() || undefined, layer: layer.trim() || undefined })}
        >
          {w.again}
        </Button>
      )}
    </section>
  );
}

const PLACE_RULES = new Set(["crs_missing", "crs_wrong", "not_degrees", "outside_regency"]);

interface NameProps {
  label: string;
  hint: string;
  value: string;
  set: (value: string) => void;
}

function Name({ label, hint, value, set }: NameProps) {
  return (
    <TextInput
      label={label}
      description={hint}
      value={value}
      maxLength={100}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

function systems(told: string | null, w: IntakeTexts): { value: string; label: string }[] {
  const known = Object.entries(w.read.crsChoices).map(([value, words]) => ({
    value,
    label: `${value} · ${words}`,
  }));
  if (told === null) return [{ value: "", label: w.read.crsNone }, ...known];
  return known.some(({ value }) => value === told) ? known : [{ value: told, label: told }, ...known];
}

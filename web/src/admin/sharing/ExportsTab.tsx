import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { download } from "../../api/download";
import type { Me } from "../../api/types";
import { useDay } from "../../app/DayProvider";
import { shiftDay } from "../../time/wib";
import { wordsOf } from "../problem";
import { useAdminTexts } from "../useAdminTexts";
import { useOfficeTexts } from "../useOfficeTexts";
import { Addresses } from "./Addresses";
import { type Days, exportPath, FORMATS, type Format, type ListName, listsOf, SPAN } from "./lists";

const DAYS_BACK = 6;

/** Every list in every format, and the addresses for QGIS and the data portal. */
export function ExportsTab({ me }: { me: Me }) {
  const { exports: w } = useOfficeTexts();
  const { day } = useDay();
  const [days, setDays] = useState<Days>({ day, from: shiftDay(day, -DAYS_BACK), to: day });
  return (
    <>
      <p className="admin-intro">{w.intro}</p>
      <div className="sharing">
        <section>
          <ExportTable me={me} days={days} setDays={setDays} />
          <p className="muted">
            {FORMATS.map((format) => `${format.toUpperCase()} ${w.hints[format]}`).join(" · ")}
          </p>
        </section>
        <Addresses />
      </div>
    </>
  );
}

interface TableProps {
  me: Me;
  days: Days;
  setDays: (days: Days) => void;
}

function ExportTable({ me, days, setDays }: TableProps) {
  const { exports: w } = useOfficeTexts();
  return (
    <ul className="exports">
      {listsOf(me).map((list) => (
        <li key={list} className="export" data-export={list}>
          <strong>{w.lists[list]}</strong>
          {SPAN[list] && <Span list={list} days={days} setDays={setDays} />}
          <Formats list={list} days={days} />
        </li>
      ))}
    </ul>
  );
}

interface SpanProps {
  list: ListName;
  days: Days;
  setDays: (days: Days) => void;
}

function Span({ list, days, setDays }: SpanProps) {
  const { exports: w } = useOfficeTexts();
  const asked = SPAN[list] === "day" ? (["day"] as const) : (["from", "to"] as const);
  return (
    <span className="export-span">
      {asked.map((name) => (
        <TextInput
          key={name}
          type="date"
          size="xs"
          aria-label={`${w.lists[list]}: ${w[name]}`}
          value={days[name]}
          onChange={(event) =>
            event.currentTarget.value && setDays({ ...days, [name]: event.currentTarget.value })
          }
        />
      ))}
    </span>
  );
}

/** The buttons that download one list; also for other areas that show it. */
export function Formats({ list, days }: { list: ListName; days: Days }) {
  const a = useAdminTexts();
  const { exports: w } = useOfficeTexts();
  const get = useMutation({
    mutationFn: (format: Format) => download(exportPath(list, format, days), `${list}.${format}`),
  });
  return (
    <span className="export-formats">
      {FORMATS.map((format) => (
        <Button
          key={format}
          size="compact-sm"
          variant="default"
          aria-label={w.get(w.lists[list], format.toUpperCase())}
          loading={get.isPending && get.variables === format}
          onClick={() => get.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      {get.isError && (
        <span className="failure" role="alert">
          {w.failed} {wordsOf(get.error, a)}
        </span>
      )}
    </span>
  );
}

import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, body, client } from "../api/client";
import { useSystem } from "../api/queries";
import { useView } from "../app/ViewProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import { useNow } from "../time/ClockProvider";
import { fromWibInput, wibInput } from "../time/wib";
import { Choice } from "./Choice";
import { EndChoice, type EndState, firstEnd, moment } from "./EndChoice";
import type { Drawn } from "./NewClosure";
import { roadsChanged } from "./queries";
import { REASONS, type Reason, reasonKept } from "./reasons";
import { useTool } from "./ToolProvider";
import { useClasses } from "./useClassName";

/** Why, for whom, from when and until when; what was drawn is closed by it. */
export function ClosureForm({ drawn, where }: { drawn: Drawn; where: string }) {
  const { t } = useLanguage();
  const now = useNow();
  const shiftEnd = Date.parse(useSystem().data?.shift.end ?? "");
  const [reason, setReason] = useState<Reason>("flood");
  // Until somebody types, the note says where it is.
  const [typed, setDetail] = useState<string | null>(null);
  const detail = typed ?? where;
  const [classes, setClasses] = useState<readonly string[]>([]);
  const [begin, setBegin] = useState<string | null>(null);
  const from = (begin === null ? null : fromWibInput(begin)) ?? now;
  const [end, setEnd] = useState<EndState>(() => firstEnd({ from, shiftEnd }));
  const until = moment(end, { from, shiftEnd });
  const kept = reasonKept(reason, detail);
  const save = useSave();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (until === undefined || kept === "") return;
    save.mutate({
      geometry: drawn,
      reason: kept,
      classes: [...classes],
      valid_from: begin === null ? null : new Date(from).toISOString(),
      valid_to: until === null ? null : new Date(until).toISOString(),
    });
  };
  return (
    <form className="closure-form" onSubmit={submit}>
      <Choice
        label={t.roads.draw.reason}
        value={reason}
        choose={setReason}
        options={REASONS.map((value) => ({ value, label: t.roads.reasons[value] }))}
      />
      <TextInput
        label={reason === "other" ? t.roads.draw.detailOther : t.roads.draw.detail}
        value={detail}
        maxLength={200}
        required={reason === "other"}
        withAsterisk={false}
        onChange={(event) => setDetail(event.currentTarget.value)}
      />
      <ClassChoice chosen={classes} choose={setClasses} />
      <Choice
        label={t.roads.draw.begins}
        value={begin === null ? "now" : "later"}
        choose={(value) => setBegin(value === "now" ? null : wibInput(now))}
        options={[
          { value: "now", label: t.roads.draw.now },
          { value: "later", label: t.roads.draw.later },
        ]}
      />
      {begin !== null && (
        <TextInput
          type="datetime-local"
          label={t.roads.draw.beginsAt}
          value={begin}
          onChange={(event) => setBegin(event.currentTarget.value)}
        />
      )}
      <EndChoice state={end} setState={setEnd} from={from} shiftEnd={shiftEnd} />
      {save.isError && (
        <p className="draw-wrong" role="alert">
          {[t.roads.draw.submitFailed, save.error instanceof ApiError ? save.error.detail : null]
            .filter(Boolean)
            .join(" ")}
        </p>
      )}
      <Button
        type="submit"
        color="#a63c00"
        loading={save.isPending}
        disabled={until === undefined || kept === ""}
      >
        {t.roads.draw.submit}
      </Button>
    </form>
  );
}

interface ClassProps {
  chosen: readonly string[];
  choose: (codes: readonly string[]) => void;
}

/** All classes, or some of them; choosing every single one means all. */
function ClassChoice({ chosen, choose }: ClassProps) {
  const { t } = useLanguage();
  const classes = useClasses();
  const toggle = (code: string) => {
    const next = chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code];
    choose(next.length === classes.length ? [] : next);
  };
  return (
    <fieldset className="choice">
      <legend>{t.roads.draw.classes}</legend>
      <div className="choice-options">
        <label className="choice-option">
          <input type="checkbox" checked={chosen.length === 0} onChange={() => choose([])} />
          <span>{t.roads.draw.all}</span>
        </label>
        {classes.map(({ code, name }) => (
          <label key={code} className="choice-option">
            <input type="checkbox" checked={chosen.includes(code)} onChange={() => toggle(code)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface Closing {
  geometry: Drawn;
  reason: string;
  classes: string[];
  valid_from: string | null;
  valid_to: string | null;
}

/** Keep the closure, end the drawing, look at what was made. */
function useSave() {
  const queries = useQueryClient();
  const { step } = useTool();
  const { select } = useView();
  return useMutation({
    mutationFn: (asked: Closing) => body(client.POST("/api/v1/closures", { body: asked })),
    onSuccess: (made) => {
      step({ do: "end" });
      select({ kind: "closure", id: made.id });
    },
    onSettled: () => roadsChanged(queries, null),
  });
}

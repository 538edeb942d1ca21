import "./intake.css";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Checked } from "./Checked";
import { Choose } from "./Choose";
import { Failure } from "./Failure";
import { Finished } from "./Finished";
import { upload } from "./requests";
import type { Draft, ListName, Options, Stored } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

interface Sent {
  file: File;
  options: Options;
}

/** A list of the office taken over: its file chosen, looked at, mended, applied. */
export default function ImportTab({ first }: { first: ListName }) {
  const w = useIntakeTexts();
  const [list, setList] = useState(first);
  const [outcome, setOutcome] = useState<({ draft: Draft } & Stored) | null>(null);
  const look = useMutation({ mutationFn: ({ file, options }: Sent) => upload(list, file, options) });
  const sent = look.variables;
  const again = () => {
    look.reset();
    setOutcome(null);
  };
  if (outcome) return <Finished {...outcome} next={again} />;
  return (
    <div className="intake">
      <p className="admin-intro">{w.intro}</p>
      <Choose
        list={list}
        setList={(chosen) => {
          setList(chosen);
          again();
        }}
        file={sent?.file ?? null}
        busy={look.isPending}
        send={(file, options) => look.mutate({ file, options })}
      />
      <p role="status" aria-live="polite" className={look.isPending ? "muted" : "for-readers"}>
        {look.isPending && w.reading}
      </p>
      {look.isError && <Failure error={look.error} />}
      {look.data && sent && (
        <Checked
          key={look.data.id}
          draft={look.data}
          options={sent.options}
          busy={look.isPending}
          again={(options) => look.mutate({ file: sent.file, options })}
          applied={(stored) => setOutcome({ draft: look.data, ...stored })}
        />
      )}
    </div>
  );
}

import { NativeSelect, TextInput } from "@mantine/core";
import { Chip } from "../devices/StateFilter";
import { useReasons } from "../queries";
import { useAdminTexts } from "../useAdminTexts";
import type { QuarantineAsked, QuarantineState } from "./filter";

interface Props {
  asked: QuarantineAsked;
  setAsked: (asked: QuarantineAsked) => void;
}

const STATES: readonly QuarantineState[] = ["open", "resolved", "all"];

/** Reasons with their counts first: most visits to this page are about one of them. */
export function QuarantineFilters({ asked, setAsked }: Props) {
  const a = useAdminTexts();
  const q = a.quarantine;
  return (
    <>
      <Reasons asked={asked} setAsked={setAsked} />
      <div className="admin-tools">
        <TextInput
          type="search"
          className="admin-search"
          aria-label={q.search}
          placeholder={q.search}
          value={asked.text}
          maxLength={100}
          onChange={(event) => setAsked({ ...asked, text: event.currentTarget.value })}
        />
        <TextInput
          type="search"
          aria-label={q.device}
          placeholder={q.device}
          value={asked.device}
          maxLength={64}
          onChange={(event) => setAsked({ ...asked, device: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={q.state}
          value={asked.state}
          onChange={(event) => setAsked({ ...asked, state: event.currentTarget.value as QuarantineState })}
          data={STATES.map((value) => ({ value, label: q.states[value] }))}
        />
      </div>
    </>
  );
}

function Reasons({ asked, setAsked }: Props) {
  const a = useAdminTexts();
  const counts = useReasons().data ?? [];
  if (counts.length === 0) return null;
  return (
    <fieldset className="chips" aria-label={a.quarantine.reasons}>
      {counts.map(({ reason, count }) => (
        <Chip
          key={reason}
          pressed={asked.reason === reason}
          press={() => setAsked({ ...asked, reason: asked.reason === reason ? "" : reason })}
          words={a.reason[reason] ?? reason}
          count={count}
        />
      ))}
    </fieldset>
  );
}

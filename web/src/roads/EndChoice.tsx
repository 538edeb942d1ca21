import { TextInput } from "@mantine/core";
import { useLanguage } from "../i18n/LanguageProvider";
import { Choice } from "./Choice";
import { dateAfter, type Ending, endingsAfter, endOf, firstDate } from "./ending";
import { useMoment } from "./useUntil";

export interface EndState {
  ending: Ending;
  /** What the field of a moment of one's own holds. */
  typed: string;
}

interface Moments {
  from: number;
  shiftEnd: number;
}

export function firstEnd(moments: Moments): EndState {
  return { ending: endingsAfter(moments)[0] ?? "open", typed: firstDate(moments.from) };
}

/** The end in milliseconds, null until lifted; undefined while it makes no sense. */
export function moment({ ending, typed }: EndState, moments: Moments): number | null | undefined {
  if (ending === "date") return dateAfter(typed, moments.from) ?? undefined;
  const end = endOf(ending, moments);
  return end === null || end > moments.from ? end : undefined;
}

/** Until when: the usual answers with the moment that each means, or a moment of one's own. */
export function EndChoice(props: Moments & { state: EndState; setState: (state: EndState) => void }) {
  const { state, setState, ...moments } = props;
  const { t } = useLanguage();
  const words = useMoment();
  const end = moment(state, moments);
  return (
    <div className="end-choice">
      <Choice
        label={t.roads.draw.ends}
        value={state.ending}
        choose={(ending) => setState({ ...state, ending })}
        options={endingsAfter(moments).map((value) => ({ value, label: t.roads.draw.ending[value] }))}
      />
      {state.ending === "date" && (
        <TextInput
          type="datetime-local"
          label={t.roads.draw.endsAt}
          value={state.typed}
          onChange={(event) => setState({ ...state, typed: event.currentTarget.value })}
        />
      )}
      {end === undefined && (
        <p className="draw-wrong" role="alert">
          {t.roads.draw.endsPast}
        </p>
      )}
      {typeof end === "number" && <p className="end-words">{t.roads.until(words(end))}</p>}
    </div>
  );
}

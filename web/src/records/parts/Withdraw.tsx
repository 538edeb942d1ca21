import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLanguage } from "../../i18n/LanguageProvider";
import { actOn } from "../api";
import { problemWords } from "../problem";
import { recordChanged } from "../queries";
import { keyOf, type ListName, type RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";

interface Props {
  list: ListName;
  record: RecordRow;
  /** What of the record is taken back: "absences/7/withdraw". */
  act: string;
  what: string;
  tell: (words: string) => void;
}

/** Takes back what was recorded; it stays in the history. */
export function Withdraw({ list, record, act, what, tell }: Props) {
  const r = useRecordTexts();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const key = keyOf(record);
  const withdraw = useMutation({
    mutationFn: () => actOn(list, key, act, {}),
    onSuccess: (now) => {
      recordChanged(queries, list, key, now);
      tell(r.outage.withdrawn);
    },
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={r.outage.withdrawOf(what)}
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate()}
      >
        {r.outage.withdraw}
      </Button>
      {withdraw.isError && (
        <span className="failure" role="alert">
          {problemWords(withdraw.error, r, language)}
        </span>
      )}
    </>
  );
}

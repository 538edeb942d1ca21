import { useQueryClient } from "@tanstack/react-query";
import { ask } from "../api";
import { Ask } from "./Ask";
import { allChanged } from "./queries";
import { useSideTexts } from "./useSideTexts";

interface Props {
  weekId: number;
  title: string;
  close: () => void;
  done: (words: string) => void;
}

/** Asks before a plan leaves the list. */
export function ArchiveDialog({ weekId, title, close, done }: Props) {
  const { list } = useSideTexts();
  const queries = useQueryClient();
  return (
    <Ask
      title={list.archiveAsk(title)}
      submit={list.archive}
      run={() => ask("POST", `weeks/${weekId}/archive`)}
      done={() => {
        allChanged(queries);
        done(list.archived);
        close();
      }}
      close={close}
    >
      <p>{list.archiveHint}</p>
    </Ask>
  );
}

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { download } from "../api/download";
import { Failure } from "./Failure";
import { rejectedPath } from "./requests";
import type { Draft } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

/** The rows that were not taken, as a file with the reasons, to be mended and uploaded again. */
export function Rejected({ draft }: { draft: Draft }) {
  const w = useIntakeTexts();
  const get = useMutation({
    mutationFn: () => download(rejectedPath(draft), `${draft.list}-ditolak.csv`),
  });
  return (
    <>
      <Button variant="default" loading={get.isPending} onClick={() => get.mutate()}>
        {w.apply.rejected}
      </Button>
      {get.isError && <Failure error={get.error} />}
    </>
  );
}

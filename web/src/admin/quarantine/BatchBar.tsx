import { Button, Group } from "@mantine/core";
import { number } from "../../i18n/format";
import { useAdminTexts } from "../useAdminTexts";

/** What is to be done, and to which: these ids, or (null) all that match the filters. */
export interface Batch {
  what: "retry" | "dismiss";
  ids: readonly number[] | null;
}

interface Props {
  chosen: readonly number[];
  ask: (batch: Batch) => void;
}

/** Acts on the chosen rows; on all that match while none is chosen. */
export function BatchBar({ chosen, ask }: Props) {
  const { quarantine: q } = useAdminTexts();
  const ids = chosen.length > 0 ? chosen : null;
  return (
    <Group gap="sm" wrap="nowrap" className="batch">
      <span className="count">{ids ? q.selected(number(ids.length)) : q.matching}</span>
      <Button size="compact-sm" onClick={() => ask({ what: "retry", ids })}>
        {q.retry}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => ask({ what: "dismiss", ids })}>
        {q.dismiss}
      </Button>
    </Group>
  );
}

import { Button } from "@mantine/core";
import { useView } from "../../app/ViewProvider";
import type { Selection } from "../../app/view";
import type { ListName, RecordRow } from "../types";
import { useRecordTexts } from "../useRecordTexts";

/** The way from a record to its thing on the map. */
export function OnMap({ list, record }: { list: ListName; record: RecordRow }) {
  const r = useRecordTexts();
  const { select, openData } = useView();
  const thing = thingOf(list, record);
  if (!thing) return null;
  const show = () => {
    openData(null);
    select(thing);
  };
  return (
    <Button size="compact-sm" variant="default" onClick={show}>
      {r.onMap}
    </Button>
  );
}

function thingOf(list: ListName, { id }: RecordRow): Selection | null {
  if (list === "vehicles" && typeof id === "string") return { kind: "truck", id };
  if (typeof id !== "number") return null;
  if (list === "points") return { kind: "point", id };
  return list === "facilities" ? { kind: "facility", id } : null;
}

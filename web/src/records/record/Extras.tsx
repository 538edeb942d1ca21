import type { ListName, RecordRow } from "../types";
import { CrewPart } from "./CrewPart";
import { OutagePart } from "./OutagePart";

export interface ExtraProps {
  record: RecordRow;
  mayEdit: boolean;
  tell: (words: string) => void;
}

/** What a record has besides its fields: outages of a vehicle, truck and absences of a crew member. */
export function Extras({ list, ...props }: ExtraProps & { list: ListName }) {
  if (list === "vehicles") return <OutagePart {...props} />;
  return list === "crews" ? <CrewPart {...props} /> : null;
}

import { Button } from "@mantine/core";
import { useRights } from "../app/useRights";
import { useView } from "../app/ViewProvider";
import { useLanguage } from "../i18n/LanguageProvider";
import { EDIT } from "../i18n/records/panel";

interface Props {
  list: "points" | "vehicles" | "facilities";
  id: string | number;
}

/** From a thing on the map to its record, for those who may change it. */
export function EditRecord({ list, id }: Props) {
  const { language } = useLanguage();
  const rights = useRights();
  const { openData } = useView();
  if (!(list === "points" ? rights.keepPoints : rights.plan)) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      className="panel-edit"
      onClick={() => openData(`${list}/${id}`)}
    >
      {EDIT[language]}
    </Button>
  );
}

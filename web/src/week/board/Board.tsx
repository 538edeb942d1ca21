import { Center, Loader } from "@mantine/core";
import { LoadFailed } from "../../app/LoadFailed";
import { useLanguage } from "../../i18n/LanguageProvider";
import { WeekActions } from "../list/WeekActions";
import { useWeek } from "../queries";

/** A week on its board. */
export function Board({ weekId, mayEdit }: { weekId: number; mayEdit: boolean }) {
  const { t } = useLanguage();
  const week = useWeek(weekId);
  if (week.isError) return <LoadFailed retry={() => void week.refetch()} />;
  if (!week.data) {
    return (
      <Center h="100%" role="status" aria-label={t.list.loading}>
        <Loader color="laut.8" />
      </Center>
    );
  }
  return (
    <>
      <h3>{week.data.name}</h3>
      <WeekActions week={week.data} mayEdit={mayEdit} />
    </>
  );
}

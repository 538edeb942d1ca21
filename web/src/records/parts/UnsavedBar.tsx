import { useView } from "../../app/ViewProvider";
import { useDrafts } from "../drafts";
import { useRecordTexts } from "../useRecordTexts";

/** Where changes wait that were begun elsewhere and not saved. */
export function UnsavedBar({ here }: { here: string }) {
  const r = useRecordTexts();
  const { openData } = useView();
  const others = useDrafts().filter(({ list, key }) => `${list}/${key}` !== here);
  if (others.length === 0) return null;
  return (
    <p className="record-unsaved" role="status">
      {r.unsavedAll}{" "}
      {others.map(({ list, key, name }) => (
        <button
          key={`${list}/${key}`}
          type="button"
          className="link"
          onClick={() => openData(`${list}/${key}`)}
        >
          {name || r.unsavedNew(r.list[list])}
        </button>
      ))}
    </p>
  );
}

import type { Me } from "../api/types";

/** The office's records, over the map. */
export function RecordsArea({ me }: { me: Me }) {
  return <section className="admin" aria-label={me.username} />;
}

export default RecordsArea;

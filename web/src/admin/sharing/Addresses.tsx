import { useQuery } from "@tanstack/react-query";
import { ApiError, done } from "../../api/client";
import { send } from "../../api/plain";
import { CopyText } from "../parts/CopyText";
import { useOfficeTexts } from "../useOfficeTexts";

const API = `${window.location.origin}/api/v1`;

/** Where QGIS and the regency's data portal read from. */
export function Addresses() {
  const { exports: w } = useOfficeTexts();
  return (
    <div className="addresses">
      <section>
        <h3>{w.gis}</h3>
        <p>{w.gisWords}</p>
        <CopyText name={w.gisAddress} value={`${API}/ogc`} />
        <p className="muted">{w.gisToken}</p>
      </section>
      <OpenData />
    </div>
  );
}

function OpenData() {
  const { exports: w } = useOfficeTexts();
  // Asking the public address itself tells whether it is open.
  const catalog = useQuery({ queryKey: ["open-data"], queryFn: isOpen, retry: false });
  return (
    <section>
      <h3>{w.open}</h3>
      <p>{w.openWords}</p>
      {catalog.data && <CopyText name={w.openAddress} value={`${API}/open/catalog.json`} />}
      {catalog.data !== undefined && <p className="muted">{catalog.data ? w.openOn : w.openOff}</p>}
    </section>
  );
}

async function isOpen(): Promise<boolean> {
  try {
    await done(send("GET", "open/catalog.json"));
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return false;
    throw error;
  }
}

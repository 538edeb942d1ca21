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
      <section>
        <h3>{w.open}</h3>
        <p>{w.openWords}</p>
        <CopyText name={w.openAddress} value={`${API}/open/catalog.json`} />
        <p className="muted">{w.openSwitch}</p>
      </section>
    </div>
  );
}

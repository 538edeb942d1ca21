import { Button, CloseButton } from "@mantine/core";
import { useFacilities } from "../api/queries";
import { type FacilityProperties, lonLat } from "../api/types";
import { Fact } from "../app/Fact";
import { LoadFailed } from "../app/LoadFailed";
import { useRights } from "../app/useRights";
import { useView } from "../app/ViewProvider";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { FACILITY_SHAPE, NOTE_SHAPE } from "../map/shapes";
import { EditRecord } from "../records/EditRecord";
import { FacilityClosing } from "../replan/FacilityClosing";
import { useTool } from "../roads/ToolProvider";
import { facilityName } from "./facilityName";

/** Kinds that trucks unload at, so that closing one changes routes. */
const TAKES_WASTE: ReadonlySet<FacilityProperties["kind"]> = new Set([
  "landfill",
  "tps3r",
  "recycling_centre",
  "tps",
]);

/** One facility: what it is, whether its place is known, and the way to confirm it. */
export function FacilityPanel({ facilityId }: { facilityId: number }) {
  const { t } = useLanguage();
  const { select } = useView();
  const { data, isError, refetch } = useFacilities();
  const facility = data?.features.find((feature) => feature.id === facilityId);
  const p = facility?.properties;
  return (
    <div className="panel">
      <header className="panel-head">
        <div>
          <h2>{p ? facilityName(p) : t.roads.place.kind}</h2>
          {p && <p className="panel-sub">{t.facilityKind[p.kind]}</p>}
        </div>
        <EditRecord list="facilities" id={facilityId} />
        <CloseButton aria-label={t.truck.close} onClick={() => select(null)} />
      </header>
      {isError && !data && <LoadFailed retry={() => void refetch()} />}
      {facility && p && (
        <>
          <div className="now">
            <Sign shape={FACILITY_SHAPE[p.kind]} size={18} />
            <strong>{t.roads.place.status[p.status]}</strong>
          </div>
          {TAKES_WASTE.has(p.kind) && <FacilityClosing facilityId={facility.id} />}
          <Place id={facility.id} estimated={p.estimated} at={lonLat(facility.geometry.coordinates)} />
          {p.note && p.estimated && <p className="facility-note">{p.note}</p>}
        </>
      )}
    </div>
  );
}

interface PlaceProps {
  id: number;
  estimated: boolean;
  at: [number, number];
}

function Place({ id, estimated, at }: PlaceProps) {
  const { t } = useLanguage();
  const rights = useRights();
  const { step } = useTool();
  const begin = () => step({ do: "begin", tool: { kind: "place", facility: id, at: null, closed: false } });
  return (
    <>
      <dl className="facts">
        <Fact name={t.roads.place.at} hint={estimated ? t.roads.place.estimatedHint : undefined}>
          <span className={estimated ? "late place-state" : "in-time place-state"} data-estimated={estimated}>
            {estimated && <Sign shape={NOTE_SHAPE.estimated} size={15} />}
            {estimated ? t.roads.place.estimated : t.roads.place.confirmed}
          </span>
        </Fact>
        <Fact name="lat, lon">
          <small className="place-degrees">
            {number(at[1], 5)} · {number(at[0], 5)}
          </small>
        </Fact>
      </dl>
      {estimated && <p className="facility-note">{t.roads.place.estimatedHint}</p>}
      {rights.plan && (
        <div className="closure-actions">
          <Button size="compact-md" variant={estimated ? "filled" : "default"} onClick={begin}>
            {t.roads.place.move}
          </Button>
        </div>
      )}
    </>
  );
}

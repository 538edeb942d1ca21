import { Button, TextInput } from "@mantine/core";
import { useVillages } from "../../api/queries";
import { number } from "../../i18n/format";
import { metresBetween } from "../../places/metres";
import { useNearestRoad } from "../../roads/queries";
import type { LonLat } from "../../roads/ring";
import { readForm, type TypedPlace } from "../fields";
import { useRecordTexts } from "../useRecordTexts";
import type { InputProps } from "./FieldInput";
import { nearestOf } from "./nearest";
import { PlaceMap } from "./PlaceMap";

interface Props extends Omit<InputProps, "value"> {
  value: TypedPlace;
}

/** A place by pressing on the map, dragging the pin, or typing degrees. */
export function PlaceInput({ field, form, value, error, change, before }: Props) {
  const r = useRecordTexts();
  const read = readForm(value, field);
  const at = read.fault === undefined ? (read.value as LonLat) : null;
  const set = (next: TypedPlace) => change(field.name, next);
  return (
    <div className="record-place">
      <PlaceMap at={at} set={([lon, lat]) => set({ lon: String(lon), lat: String(lat) })} />
      <p className="record-hint">{r.place.how}</p>
      <div className="record-degrees">
        {(["lat", "lon"] as const).map((part) => (
          <TextInput
            key={part}
            label={r.place[part]}
            value={value[part]}
            inputMode="decimal"
            error={part === "lat" ? error : Boolean(error)}
            onChange={(event) => set({ ...value, [part]: event.currentTarget.value })}
          />
        ))}
      </div>
      {at && <Around at={at} before={before as LonLat | null} />}
      {at && "village_code" in form && <Village at={at} chosen={String(form.village_code)} change={change} />}
    </div>
  );
}

function Around({ at, before }: { at: LonLat; before: LonLat | null }) {
  const r = useRecordTexts();
  const road = useNearestRoad(at).data?.properties;
  const moved = before ? Math.round(metresBetween(before, at)) : 0;
  return (
    <div role="status" className="record-around">
      {moved > 0 && <p>{r.place.moved(number(moved))}</p>}
      {road && <p>{r.place.road(number(road.distance_m))}</p>}
      {road?.far && <p className="draw-wrong">{r.place.farRoad}</p>}
    </div>
  );
}

/** The village whose middle lies nearest, offered where another one is chosen; borders are not known. */
function Village({ at, chosen, change }: { at: LonLat; chosen: string; change: InputProps["change"] }) {
  const r = useRecordTexts();
  const nearest = nearestOf(at, useVillages().data?.features ?? []);
  if (!nearest || nearest.properties.code === chosen) return null;
  const { code, name } = nearest.properties;
  return (
    <p className="record-around">
      {r.place.village(name)}{" "}
      <Button size="compact-xs" variant="default" onClick={() => change("village_code", code)}>
        {r.place.takeVillage}
      </Button>
    </p>
  );
}

import { Button, CloseButton, TextInput } from "@mantine/core";
import { number } from "../../i18n/format";
import { useSideTexts } from "../list/useSideTexts";
import { type AreaForm, type District, halvesOf, leftOut, toggled } from "./areas";
import { Chips } from "./Chips";

interface Props {
  areas: readonly AreaForm[];
  setAreas: (areas: readonly AreaForm[]) => void;
  districts: readonly District[];
  vehicles: readonly { id: string; plate: string; class_code: string }[];
  error: string | undefined;
}

/** Which districts and trucks belong together; choosing something in one area takes it from the others. */
export function AreasEditor({ areas, setAreas, districts, vehicles, error }: Props) {
  const { plan } = useSideTexts();
  const options = {
    kecamatan: districts.map(({ name }) => ({ value: name, label: name })),
    vehicles: vehicles.map(({ id, plate }) => ({ value: id, label: plate })),
  };
  const change = (key: number, more: Partial<AreaForm>) =>
    setAreas(areas.map((area) => (area.key === key ? { ...area, ...more } : area)));
  const add = () => {
    const key = Math.max(0, ...areas.map((area) => area.key)) + 1;
    setAreas([...areas, { key, name: plan.area(String(key)), kecamatan: [], vehicles: [] }]);
  };
  return (
    <div className="wk-areas-editor">
      <p className="muted">{plan.splitHint}</p>
      {areas.map((area) => (
        <section key={area.key} className="wk-area" aria-label={area.name}>
          <header>
            <TextInput
              size="xs"
              aria-label={plan.areaName}
              value={area.name}
              maxLength={60}
              onChange={(event) => change(area.key, { name: event.currentTarget.value })}
            />
            <CloseButton
              size="sm"
              aria-label={plan.removeArea(area.name)}
              onClick={() => setAreas(areas.filter(({ key }) => key !== area.key))}
            />
          </header>
          {(["kecamatan", "vehicles"] as const).map((part) => (
            <Chips
              key={part}
              label={plan[part]}
              options={options[part]}
              chosen={area[part]}
              toggle={(what) => setAreas(toggled(areas, area.key, part, what))}
            />
          ))}
        </section>
      ))}
      <LeftOut areas={areas} districts={districts} vehicles={vehicles} />
      {error && (
        <p className="wk-wrong" role="alert">
          {error}
        </p>
      )}
      <div className="wk-buttons">
        <Button size="compact-sm" variant="default" onClick={add}>
          {plan.addArea}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => setAreas(halvesOf(districts, vehicles, [plan.area("1"), plan.area("2")]))}
        >
          {plan.halves}
        </Button>
      </div>
    </div>
  );
}

function LeftOut({ areas, districts, vehicles }: Pick<Props, "areas" | "districts" | "vehicles">) {
  const { plan } = useSideTexts();
  const names = leftOut(
    areas,
    "kecamatan",
    districts.map(({ name }) => name),
  );
  const trucks = leftOut(
    areas,
    "vehicles",
    vehicles.map(({ id }) => id),
  );
  return (
    <>
      {names.length > 0 && <p className="warning">{plan.left(names.join(", "))}</p>}
      {trucks.length > 0 && <p className="muted">{plan.leftVehicles(number(trucks.length))}</p>}
    </>
  );
}

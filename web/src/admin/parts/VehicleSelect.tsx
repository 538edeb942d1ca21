import { NativeSelect } from "@mantine/core";
import { useVehicles } from "../../api/queries";
import { useLanguage } from "../../i18n/LanguageProvider";
import { useAdminTexts } from "../useAdminTexts";

interface Props {
  label: string;
  value: string;
  setValue: (vehicleId: string) => void;
  /** What the empty choice says where a vehicle may be left open. */
  open?: string;
}

/** A vehicle by plate and kind; it says which device sits in it already. */
export function VehicleSelect({ label, value, setValue, open }: Props) {
  const { language } = useLanguage();
  const a = useAdminTexts();
  const vehicles = useVehicles();
  const choices = (vehicles.data ?? []).map((vehicle) => ({
    value: vehicle.id,
    label: [
      vehicle.plate,
      vehicle.id,
      vehicle[`class_name_${language}`],
      vehicle.device_id && a.assign.occupied(vehicle.device_id),
    ]
      .filter(Boolean)
      .join(" · "),
  }));
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => setValue(event.currentTarget.value)}
      data={[{ value: "", label: open ?? a.choose }, ...choices]}
      required={open === undefined}
      withAsterisk={false}
    />
  );
}

/** The plate of a vehicle, or its id while the list is not there. */
export function usePlateOf(): (vehicleId: string) => string {
  const vehicles = useVehicles();
  const plates = new Map((vehicles.data ?? []).map((vehicle) => [vehicle.id, vehicle.plate]));
  return (vehicleId) => plates.get(vehicleId) ?? vehicleId;
}

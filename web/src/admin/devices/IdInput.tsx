import { TextInput } from "@mantine/core";
import { useAdminTexts } from "../useAdminTexts";
import { faultOf } from "./deviceId";

interface Props {
  label: string;
  value: string;
  setValue: (id: string) => void;
  taken: readonly { id: string }[];
}

/** The name of a new device; what is wrong with it is said while it is typed. */
export function IdInput({ label, value, setValue, taken }: Props) {
  const { add } = useAdminTexts();
  const fault = faultOf(value, taken);
  return (
    <TextInput
      label={label}
      description={add.idHint}
      error={fault === "bad" ? add.idBad : fault === "taken" && add.idTaken}
      value={value}
      onChange={(event) => setValue(event.currentTarget.value)}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      required
      withAsterisk={false}
    />
  );
}

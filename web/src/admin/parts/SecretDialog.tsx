import { useAdminTexts } from "../useAdminTexts";
import { OnceDialog } from "./OnceDialog";

interface Props {
  device: string;
  secret: string;
  close: () => void;
}

/** A device's secret that was just made. */
export function SecretDialog({ device, secret, close }: Props) {
  const { secret: s } = useAdminTexts();
  const values = [[s.user, device] as const, [s.secret, secret] as const];
  return <OnceDialog title={s.title(device)} warning={s.once} values={values} close={close} />;
}

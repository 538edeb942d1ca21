import { Button } from "@mantine/core";
import { saveText } from "../api/download";
import { useIntakeTexts } from "./useIntakeTexts";

/** The secrets of devices that were just made known; they are told this once. */
export function Secrets({ secrets }: { secrets: Readonly<Record<string, string>> }) {
  const w = useIntakeTexts();
  const entries = Object.entries(secrets);
  if (entries.length === 0) return null;
  const csv = [`${w.apply.device},${w.apply.secret}`, ...entries.map((entry) => entry.join(","))].join(
    "\r\n",
  );
  return (
    <section className="warning secrets">
      <p>{w.apply.secrets}</p>
      <table className="fault-table">
        <thead>
          <tr>
            <th scope="col">{w.apply.device}</th>
            <th scope="col">{w.apply.secret}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([device, secret]) => (
            <tr key={device}>
              <th scope="row">{device}</th>
              <td>
                <code>{secret}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button variant="default" onClick={() => saveText(csv, "siangsa-rahasia.csv")}>
        {w.apply.secretsGet}
      </Button>
    </section>
  );
}

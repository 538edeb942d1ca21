import { CopyText } from "../parts/CopyText";
import type { JoinKit, PhoneApp } from "../types";
import { useAdminTexts } from "../useAdminTexts";

/** The code to scan, and the same for typing or sending where a camera does not help. */
export function ScanCode({ kit, app }: { kit: JoinKit; app: PhoneApp }) {
  const a = useAdminTexts();
  const setup = app === "owntracks" ? kit.owntracks : kit.traccar_client;
  return (
    <section className="join-scan" aria-labelledby="join-scan">
      <h4 id="join-scan">{a.phone.scan}</h4>
      <p>{a.phone.scanHow[app]}</p>
      {setup && <img className="qr" src={pictureOf(setup.qr_svg)} alt={a.phone.qr(a.dialect[app])} />}
      <p className="muted">{a.phone.printed}</p>
      <CopyText name={a.secret.secret} value={kit.secret} />
      <p className="muted no-print">{a.secret.once}</p>
      <details className="by-hand no-print">
        <summary>{a.phone.byHand}</summary>
        {setup && <CopyText name={a.phone.link} value={setup.link} />}
        {kit.traccar_client && <CopyText name={a.phone.server} value={kit.traccar_client.url} />}
        {kit.owntracks && (
          <CopyText name={a.phone.config} value={JSON.stringify(kit.owntracks.config, null, 1)} />
        )}
      </details>
    </section>
  );
}

/** The API's SVG as a picture: scripts in a picture do not run, whatever it holds. */
function pictureOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

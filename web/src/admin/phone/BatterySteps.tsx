import { useLanguage } from "../../i18n/LanguageProvider";
import type { JoinKit } from "../types";
import { useAdminTexts } from "../useAdminTexts";

/** What keeps each brand's phone from stopping the app; the first is meant for all. */
export function BatterySteps({ help }: { help: JoinKit["battery_help"] }) {
  const { phone } = useAdminTexts();
  const { language } = useLanguage();
  return (
    <section className="join-battery" aria-labelledby="join-battery">
      <h4 id="join-battery">{phone.battery}</h4>
      <p>{phone.batteryWhy}</p>
      {help.map((brand, index) => (
        <details key={brand.brand} open={index === 0}>
          <summary>{brand.brand}</summary>
          <ol>
            {brand[`steps_${language}`].map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}

import { CloseButton } from "@mantine/core";
import { number } from "../../i18n/format";
import { useLanguage } from "../../i18n/LanguageProvider";
import { dayWords } from "../../time/wib";
import type { DemandItem } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { coarse } from "./grid";

/** Where one figure comes from: basis, factors, source, and how sure it is. */
export function Origin({ item, close }: { item: DemandItem; close: () => void }) {
  const { demand, close: closeWords } = useSideTexts();
  const { language } = useLanguage();
  const range = demand.range(number(coarse(item.low_kg)), number(coarse(item.high_kg)));
  const title = `${item.name}, ${dayWords(item.day, language)}`;
  return (
    <section className="wk-origin" aria-label={title} role="status">
      <header>
        <h4>
          {title}: ±{number(coarse(item.kg))} {demand.kg}{" "}
          <span className="muted">
            ({range} {demand.kg})
          </span>
        </h4>
        <CloseButton size="sm" aria-label={closeWords} onClick={close} />
      </header>
      <dl>
        <div>
          <dt>{demand.basis}</dt>
          <dd>{demand.basisWords[item.basis] ?? item.basis}</dd>
        </div>
        <div>
          <dt>{demand.factors}</dt>
          <dd>
            {item.factors.length === 0
              ? demand.noFactors
              : item.factors.map(({ name, factor }) => demand.factor(name, number(factor, 2))).join(" · ")}
          </dd>
        </div>
        <div>
          <dt>{demand.waits}</dt>
          <dd>
            ±{number(coarse(item.waits_kg))} {demand.kg}
          </dd>
        </div>
        <div>
          <dt>{demand.source}</dt>
          <dd>{item.source}</dd>
        </div>
        <div>
          <dt>{demand.confidence}</dt>
          <dd>{demand.confidenceWords[item.confidence] ?? item.confidence}</dd>
        </div>
      </dl>
    </section>
  );
}

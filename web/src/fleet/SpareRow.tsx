import type { Vehicle } from "../api/types";
import type { Selection } from "../app/view";
import { useLanguage } from "../i18n/LanguageProvider";
import { Sign } from "../map/Sign";
import { SPARE_SHAPE } from "../map/shapes";

interface Props {
  vehicle: Vehicle;
  chosen: boolean;
  select: (selection: Selection) => void;
}

/** A truck that no route uses and that has not been seen: it may stand ready in the pool. */
export function SpareRow({ vehicle, chosen, select }: Props) {
  const { t, language } = useLanguage();
  return (
    <li>
      <button
        type="button"
        data-row
        data-spare={vehicle.id}
        className="row"
        aria-pressed={chosen}
        onClick={() => select({ kind: "truck", id: vehicle.id })}
      >
        <Sign shape={SPARE_SHAPE} size={18} />
        <span className="row-main">
          <span className="row-top">
            <strong className="plate">{vehicle.plate}</strong>
            <span className="spare" title={t.replan.unplanned.truckHint}>
              {t.replan.unplanned.truck}
            </span>
          </span>
          <span className="row-doing">
            {vehicle[`class_name_${language}`]} · {t.replan.unplanned.noPosition}
          </span>
        </span>
      </button>
    </li>
  );
}

/** What every list of records consists of: the groups of its form, and what may be done with one. */
import type { Field, Form } from "./fields";
import type { ListName } from "./types";

export type GroupName =
  | "what"
  | "amount"
  | "rhythm"
  | "access"
  | "place"
  | "opening"
  | "load"
  | "money"
  | "roadworthy"
  | "source"
  | "person"
  | "status"
  | "day"
  | "when"
  | "factor"
  | "people"
  | "handover"
  | "rest";

export interface Group {
  name: GroupName;
  fields: readonly Field[];
}

export interface Spec {
  groups: readonly Group[];
  /** What a new one begins with. */
  blank: Form;
  /** New ones can be made, and old ones closed and opened again. */
  kept: boolean;
  /** Whether some of them may be made up for the demo. */
  samples: boolean;
}

const CODE: Field = { name: "code", kind: "text", required: true };
const NAME: Field = { name: "name", kind: "text", required: true };
const SAMPLE: Field = { name: "sample", kind: "yes", mark: true };
const NOTE: Field = { name: "note", kind: "long" };
const PLACE: Field = { name: "place", kind: "place", required: true };
const SOURCE: Field = { name: "source", kind: "text", required: true };
const CONFIDENCE: Field = { name: "confidence", kind: "choice", choice: "confidence", required: true };
const WEEKDAYS: Field = { name: "weekdays", kind: "weekdays" };

const minutes = (name: string, most: number, more: Partial<Field> = {}): Field => ({
  name,
  kind: "number",
  unit: "minutes",
  scale: 60,
  min: 0,
  max: most,
  ...more,
});
const rupiah = (name: string, unit: Field["unit"] = "rupiah"): Field => ({
  name,
  kind: "number",
  unit,
  whole: true,
  min: 0,
  required: true,
});

const points: Spec = {
  blank: { kind: "stop", stream: "residue", confidence: "C", service_s: "5" },
  kept: true,
  samples: true,
  groups: [
    {
      name: "what",
      fields: [
        CODE,
        NAME,
        { name: "village_code", kind: "village", required: true },
        { name: "kind", kind: "choice", choice: "pointKind", required: true },
        { name: "stream", kind: "choice", choice: "stream", required: true },
        SAMPLE,
      ],
    },
    {
      name: "amount",
      fields: [
        { name: "amount_kg_day", kind: "number", unit: "kgDay", min: 0, required: true },
        {
          name: "container_m3",
          kind: "number",
          unit: "m3",
          min: 0.1,
          only: { field: "kind", is: "container" },
        },
        { name: "amount_source", kind: "text", required: true },
        CONFIDENCE,
      ],
    },
    {
      name: "rhythm",
      fields: [
        { name: "times_per_week", kind: "number", unit: "perWeek", whole: true, min: 1, max: 14 },
        WEEKDAYS,
        { name: "window_from", kind: "time" },
        { name: "window_to", kind: "time" },
        minutes("service_s", 120, { required: true }),
        { name: "least_gap_days", kind: "number", unit: "days", whole: true, min: 1, max: 31 },
        { name: "most_gap_days", kind: "number", unit: "days", whole: true, min: 1, max: 31 },
      ],
    },
    {
      name: "handover",
      fields: [
        { name: "tps_id", kind: "tps" },
        { name: "empties_tps_id", kind: "tps" },
      ],
    },
    { name: "access", fields: [{ name: "allowed_classes", kind: "classes" }, NOTE] },
    { name: "place", fields: [PLACE] },
  ],
};

const facilities: Spec = {
  blank: {
    kind: "tps3r",
    status: "open",
    confidence: "C",
    unload_s: "10",
    visit_radius_m: "150",
    estimated: true,
  },
  kept: true,
  samples: false,
  groups: [
    {
      name: "what",
      fields: [
        CODE,
        NAME,
        { name: "kind", kind: "choice", choice: "facilityKind", required: true },
        { name: "status", kind: "choice", choice: "facilityStatus", required: true },
        { name: "accepts_residue", kind: "yes" },
        { name: "accepts_organic", kind: "yes" },
        { name: "accepts_recyclable", kind: "yes" },
      ],
    },
    {
      name: "opening",
      fields: [
        { name: "opens", kind: "time" },
        { name: "closes", kind: "time" },
        minutes("unload_s", 240, { required: true }),
      ],
    },
    {
      name: "load",
      fields: [
        { name: "capacity_t_day", kind: "number", unit: "tDay", min: 0 },
        { name: "received_t_year", kind: "number", unit: "tYear", min: 0 },
        NOTE,
      ],
    },
    { name: "source", fields: [SOURCE, CONFIDENCE] },
    {
      name: "place",
      fields: [
        PLACE,
        { name: "visit_radius_m", kind: "number", unit: "metres", min: 10, max: 2000, required: true },
        { name: "estimated", kind: "yes" },
      ],
    },
  ],
};

const vehicles: Spec = {
  blank: { planned: true },
  kept: true,
  samples: true,
  groups: [
    {
      name: "what",
      fields: [
        { name: "id", kind: "text", fixed: true },
        { name: "plate", kind: "text", required: true },
        { name: "class_code", kind: "class", required: true },
        { name: "pool_id", kind: "pool", required: true },
        { name: "planned", kind: "yes" },
        { name: "territory", kind: "districts" },
        SAMPLE,
      ],
    },
    { name: "roadworthy", fields: [{ name: "kir_until", kind: "date" }, NOTE] },
  ],
};

const crews: Spec = {
  blank: { duty: "driver" },
  kept: true,
  samples: false,
  groups: [
    {
      name: "person",
      fields: [
        CODE,
        NAME,
        { name: "duty", kind: "choice", choice: "duty", required: true },
        { name: "phone", kind: "phone" },
        NOTE,
      ],
    },
  ],
};

const classes: Spec = {
  blank: {},
  kept: false,
  samples: false,
  groups: [
    {
      name: "what",
      fields: [
        { ...NAME, name: "name_id" },
        { ...NAME, name: "name_en" },
      ],
    },
    {
      name: "load",
      fields: [
        { name: "capacity_kg", kind: "number", unit: "kg", whole: true, min: 1, required: true },
        { name: "capacity_m3", kind: "number", unit: "m3", min: 0.1, required: true },
        { name: "max_trips", kind: "number", unit: "trips", whole: true, min: 0, required: true },
        minutes("overtime_s", 720, { required: true }),
        { name: "litres_per_100km", kind: "number", unit: "litres", min: 0.1, max: 200 },
      ],
    },
    {
      name: "money",
      fields: [
        rupiah("fixed_idr"),
        rupiah("per_km_idr", "perKm"),
        rupiah("per_hour_idr", "perHour"),
        rupiah("overtime_per_hour_idr", "perHour"),
      ],
    },
    { name: "source", fields: [SOURCE, CONFIDENCE] },
  ],
};

const parameters: Spec = {
  blank: {},
  kept: false,
  samples: false,
  groups: [
    { name: "what", fields: [{ name: "value", kind: "number", unitFrom: "unit", required: true }] },
    { name: "source", fields: [SOURCE, CONFIDENCE] },
  ],
};

const dms: Spec = {
  blank: {},
  kept: true,
  samples: false,
  groups: [
    {
      name: "status",
      fields: [
        { name: "village_code", kind: "village", required: true, fixed: true },
        { name: "valid_from", kind: "date", fixed: true },
        { name: "confirmed", kind: "yes" },
        SOURCE,
      ],
    },
  ],
};

const holidays: Spec = {
  blank: { kind: "national" },
  kept: true,
  samples: false,
  groups: [
    {
      name: "day",
      fields: [
        { name: "day", kind: "date", required: true, fixed: true },
        NAME,
        { name: "kind", kind: "choice", choice: "holidayKind", required: true },
        { name: "collects", kind: "yes" },
        SOURCE,
      ],
    },
  ],
};

const factor = (name: string): Field => ({ name, kind: "number", min: 0, max: 20, required: true });

const factors: Spec = {
  blank: { confidence: "C" },
  kept: true,
  samples: false,
  groups: [
    { name: "what", fields: [NAME, { name: "stream", kind: "choice", choice: "stream" }] },
    { name: "factor", fields: [factor("factor"), factor("low"), factor("high")] },
    {
      name: "when",
      fields: [
        { name: "from_day", kind: "date" },
        { name: "to_day", kind: "date" },
        WEEKDAYS,
        { name: "pasaran", kind: "pasaran" },
      ],
    },
    { name: "place", fields: [{ name: "village_codes", kind: "villages" }] },
    { name: "source", fields: [SOURCE, CONFIDENCE] },
  ],
};

const villages: Spec = {
  blank: {},
  kept: false,
  samples: false,
  groups: [
    {
      name: "people",
      fields: [
        {
          name: "population_estimate",
          kind: "number",
          unit: "people",
          whole: true,
          min: 0,
          max: 10_000_000,
          required: true,
        },
        {
          name: "share_served",
          kind: "number",
          unit: "percent",
          scale: 0.01,
          min: 0,
          max: 100,
          required: true,
        },
      ],
    },
    { name: "source", fields: [SOURCE, CONFIDENCE] },
  ],
};

const breaks: Spec = {
  blank: { confidence: "C" },
  kept: true,
  samples: false,
  groups: [
    {
      name: "rest",
      fields: [
        { ...CODE, fixed: true },
        { ...NAME, name: "name_id" },
        { ...NAME, name: "name_en" },
        WEEKDAYS,
        { name: "begins_from", kind: "time", required: true },
        { name: "begins_to", kind: "time", required: true },
        minutes("duration_s", 240, { required: true }),
      ],
    },
    { name: "source", fields: [SOURCE, CONFIDENCE] },
  ],
};

export const SPECS: Readonly<Record<ListName, Spec>> = {
  points,
  facilities,
  vehicles,
  crews,
  "vehicle-classes": classes,
  parameters,
  dms,
  holidays,
  "demand-factors": factors,
  villages,
  breaks,
};

export const fieldsOf = (list: ListName): Field[] => SPECS[list].groups.flatMap(({ fields }) => [...fields]);

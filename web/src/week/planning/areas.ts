/** Areas of a week that are planned by themselves: districts and the trucks that serve them. */

export interface AreaForm {
  /** Of the form's row only. */
  key: number;
  name: string;
  kecamatan: readonly string[];
  vehicles: readonly string[];
}

/** A district with where it lies and how much there is to do. */
export interface District {
  name: string;
  lat: number;
  points: number;
}

interface VillageLike {
  geometry: { coordinates: readonly number[] };
  properties: { kecamatan: string; points: number };
}

/** Districts by name, each at the middle of its villages. */
export function districtsOf(villages: readonly VillageLike[]): District[] {
  const sums = new Map<string, { lat: number; villages: number; points: number }>();
  for (const { geometry, properties } of villages) {
    const sum = sums.get(properties.kecamatan) ?? { lat: 0, villages: 0, points: 0 };
    sum.lat += geometry.coordinates[1] ?? 0;
    sum.villages += 1;
    sum.points += properties.points;
    sums.set(properties.kecamatan, sum);
  }
  return [...sums]
    .map(([name, sum]) => ({ name, lat: sum.lat / sum.villages, points: sum.points }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Two areas, north and south, with about as many points; the trucks go by turns, kind by kind. */
export function halvesOf(
  districts: readonly District[],
  vehicles: readonly { id: string; class_code: string }[],
  names: readonly [string, string],
): [AreaForm, AreaForm] {
  const southward = [...districts].sort((a, b) => b.lat - a.lat);
  const half = southward.reduce((sum, { points }) => sum + points, 0) / 2;
  let before = 0;
  const north = southward.filter(({ points }) => {
    const belongs = before < half || half === 0;
    before += points;
    return belongs;
  });
  const south = southward.filter((one) => !north.includes(one));
  const byKind = [...vehicles].sort(
    (a, b) => a.class_code.localeCompare(b.class_code) || a.id.localeCompare(b.id),
  );
  const turn = (rest: number) => byKind.filter((_, index) => index % 2 === rest).map(({ id }) => id);
  return [
    { key: 1, name: names[0], kecamatan: north.map(({ name }) => name), vehicles: turn(0) },
    { key: 2, name: names[1], kecamatan: south.map(({ name }) => name), vehicles: turn(1) },
  ];
}

/** What stands in more than one area. */
export function twice(areas: readonly AreaForm[], part: "kecamatan" | "vehicles"): string[] {
  const all = areas.flatMap((area) => area[part]);
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];
}

/** What stands in no area. */
export function leftOut(
  areas: readonly AreaForm[],
  part: "kecamatan" | "vehicles",
  all: readonly string[],
): string[] {
  const taken = new Set(areas.flatMap((area) => area[part]));
  return all.filter((one) => !taken.has(one));
}

/** Put something into an area, taking it out of the others, or take it out of this one. */
export function toggled(
  areas: readonly AreaForm[],
  key: number,
  part: "kecamatan" | "vehicles",
  what: string,
): AreaForm[] {
  return areas.map((area) => {
    const without = area[part].filter((one) => one !== what);
    const joins = area.key === key && !area[part].includes(what);
    return { ...area, [part]: joins ? [...without, what] : without };
  });
}

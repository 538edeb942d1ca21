/** South-west and north-east corner in degrees. */
export type Bounds = [[number, number], [number, number]];

type Nested = readonly (number | Nested)[];

/** The smallest box around the coordinates of any GeoJSON geometry; null when there are none. */
export function boundsOf(coordinates: Nested): Bounds | null {
  const places = [...flattened(coordinates)];
  if (places.length === 0) return null;
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}

function* flattened(coordinates: Nested): Generator<[number, number]> {
  const [first, second] = coordinates;
  if (typeof first === "number" && typeof second === "number") yield [first, second];
  else for (const inner of coordinates) if (typeof inner !== "number") yield* flattened(inner);
}

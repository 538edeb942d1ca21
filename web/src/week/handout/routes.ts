/** The trucks of a day with their routes, out of the lines and stops that the map is drawn from. */

interface RouteLike {
  properties: {
    role: "route" | "stop";
    route_id: number;
    vehicle_id: string;
    plate: string;
    kind: string | null;
  };
}

export interface DayRoute {
  id: number;
  vehicle: string;
  plate: string;
  points: number;
}

/** One row for each route, by plate, with how many points it empties. */
export function routesOf(features: readonly RouteLike[]): DayRoute[] {
  const routes = new Map<number, DayRoute>();
  for (const { properties: p } of features) {
    const route = routes.get(p.route_id) ?? {
      id: p.route_id,
      vehicle: p.vehicle_id,
      plate: p.plate,
      points: 0,
    };
    if (p.role === "stop" && p.kind === "collect") route.points += 1;
    routes.set(p.route_id, route);
  }
  return [...routes.values()].sort((a, b) => a.plate.localeCompare(b.plate));
}

/** The API's shapes as the client hands them over, where a pair is an array of unknown length. */
import type { Readable } from "openapi-typescript-helpers";
import type * as schema from "./schema";

export type Me = Readable<schema.Me>;
export type Position = Readable<schema.Position>;
export type PointFeature = Readable<schema.PointFeature>;
export type PointProperties = Readable<schema.PointProperties>;
export type PointDetail = Readable<schema.PointDetail>;
export type PointVisit = Readable<schema.PointVisit>;
export type FacilityFeature = Readable<schema.FacilityFeature>;
export type FacilityProperties = Readable<schema.FacilityProperties>;
export type VehicleDay = Readable<schema.VehicleDay>;
export type DayStop = Readable<schema.DayStop>;
export type IngestInfo = Readable<schema.IngestInfo>;
export type ClosureFeature = Readable<schema.ClosureFeature>;
export type ClosureProperties = Readable<schema.ClosureProperties>;
export type ClosureAhead = Readable<schema.ClosureAhead>;
export type HindranceFeature = Readable<schema.HindranceFeature>;
export type MatchedDay = Readable<schema.MatchedDay>;
export type RoadPiece = Readable<schema.RoadPiece>;
export type RoadsStatus = Readable<schema.RoadsStatus>;
export type RoadConditionInfo = Readable<schema.RoadConditionInfo>;
export type VillageReachCollection = Readable<schema.VillageReachCollection>;
export type VillageReachProperties = Readable<schema.VillageReachProperties>;
export type UnreachedProperties = Readable<schema.UnreachedProperties>;
export type PlanDetail = Readable<schema.PlanDetail>;
export type PlanChanges = Readable<schema.PlanChanges>;
export type VehicleChange = Readable<schema.VehicleChange>;
export type Share = Readable<schema.Share>;
export type ChangedStop = Readable<schema.ChangedStop>;
export type ReplanCause = Readable<schema.ReplanCause>;
export type Outage = Readable<schema.Outage>;
export type UrgentPoint = Readable<schema.UrgentPoint>;
export type FacilityClosure = Readable<schema.FacilityClosure>;
export type Vehicle = Readable<schema.Vehicle>;

/** A pair of degrees east and north; the schema promises two numbers. */
export function lonLat(coordinates: readonly number[]): [number, number] {
  const [lon, lat] = coordinates;
  if (lon === undefined || lat === undefined) throw new Error("a position needs two numbers");
  return [lon, lat];
}

/** South-west and north-east corner of a box given as west, south, east, north. */
export function corners(box: readonly number[]): [[number, number], [number, number]] {
  return [lonLat(box.slice(0, 2)), lonLat(box.slice(2, 4))];
}

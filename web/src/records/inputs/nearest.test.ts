import { expect, it } from "vitest";
import { nearestOf } from "./nearest";

const at = (name: string, ...coordinates: number[]) => ({ name, geometry: { coordinates } });

it("gives what lies nearest, and nothing among nothing", () => {
  const villages = [at("Jambu", 110.7, -6.5), at("Mulyoharjo", 110.67, -6.58), at("nowhere")];
  expect(nearestOf([110.668, -6.572], villages)?.name).toBe("Mulyoharjo");
  expect(nearestOf([110.668, -6.572], [])).toBeNull();
});

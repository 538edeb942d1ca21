import { describe, expect, it } from "vitest";
import { distanceM, Glide, glideMs, mixAngle } from "./glide";

const HERE = { lon: 110.7, lat: -6.6, course: 0 };
const THERE = { lon: 110.702, lat: -6.598, course: 90 };

describe("gliding", () => {
  it("is half-way at half-time and stays at the end", () => {
    const glide = new Glide(HERE, 0);
    glide.moveTo(THERE, 0, 1000);
    expect(glide.at(500).lon).toBeCloseTo(110.701, 9);
    expect(glide.at(5000)).toEqual({ ...THERE, course: 90 });
  });

  it("starts from where the truck is drawn, so that nothing jumps", () => {
    const glide = new Glide(HERE, 0);
    glide.moveTo(THERE, 0, 1000);
    const shown = glide.at(300);
    glide.moveTo(HERE, 300, 1000);
    expect(glide.at(300).lon).toBeCloseTo(shown.lon, 12);
  });

  it("jumps when the way between is not known", () => {
    const glide = new Glide(HERE, 0);
    const far = { lon: 110.9, lat: -6.6, course: 10 };
    glide.moveTo(far, 0, 1000);
    expect(glide.at(0)).toEqual(far);
  });

  it("takes a little longer than the time between fixes, but hurries after a gap", () => {
    expect(glideMs(10_000)).toBeCloseTo(11_500);
    expect(glideMs(1)).toBe(200);
    expect(glideMs(600_000)).toBe(600);
  });

  it("turns the shorter way", () => {
    expect(mixAngle(350, 10, 0.5)).toBeCloseTo(0);
    expect(mixAngle(10, 350, 0.5)).toBeCloseTo(0);
    expect(mixAngle(90, 180, 1)).toBe(180);
  });

  it("knows that a degree of latitude is about 111 km", () => {
    expect(distanceM({ lon: 110, lat: -6 }, { lon: 110, lat: -7 })).toBeCloseTo(111_195, 0);
  });
});

import { describe, expect, it } from "vitest";
import { formatView, parseView, type View } from "./view";

describe("the address", () => {
  it.each<View>([
    { day: null, selection: null, place: null },
    { day: "2026-11-26", selection: { kind: "truck", id: "dt-01" }, place: null },
    {
      day: null,
      selection: { kind: "point", id: 17 },
      place: { zoom: 12.25, lat: -6.58831, lon: 110.66812 },
    },
  ])("comes back as it was written: %j", (view) => {
    expect(parseView(formatView(view))).toEqual(view);
  });

  it.each([
    "?day=2026-13-45",
    "?day=tomorrow",
    "?truck=<script>",
    "?point=-1",
    "?point=x",
    "?map=1/2",
    "?map=1/95/0",
  ])("that makes no sense is ignored: %s", (search) => {
    expect(parseView(search)).toEqual({ day: null, selection: null, place: null });
  });
});

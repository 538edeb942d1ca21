import { describe, expect, it } from "vitest";
import { formatView, parseView, type View } from "./view";

const NOTHING: View = {
  day: null,
  selection: null,
  place: null,
  admin: null,
  data: null,
  week: null,
  spot: null,
  matched: false,
  reach: null,
  replan: null,
};

describe("the address", () => {
  it.each<View>([
    { ...NOTHING },
    { ...NOTHING, day: "2026-11-26", selection: { kind: "truck", id: "dt-01" } },
    {
      ...NOTHING,
      selection: { kind: "point", id: 17 },
      place: { zoom: 12.25, lat: -6.58831, lon: 110.66812 },
    },
    { ...NOTHING, admin: "quarantine" },
    { ...NOTHING, admin: "sign-ins" },
    { ...NOTHING, data: "points" },
    { ...NOTHING, data: "vehicles/dt-01" },
    { ...NOTHING, week: "list" },
    { ...NOTHING, week: "12" },
    { ...NOTHING, week: "12/vs/14" },
    { ...NOTHING, selection: { kind: "closure", id: 4 } },
    { ...NOTHING, selection: { kind: "truck", id: "dt-01" }, matched: true },
    { ...NOTHING, selection: { kind: "facility", id: 2 }, reach: { classCode: "dump_truck", facility: 2 } },
    { ...NOTHING, reach: { classCode: "three_wheeler", facility: null } },
    { ...NOTHING, selection: { kind: "truck", id: "dt-01" }, replan: 12 },
    { ...NOTHING, spot: { lat: -6.5883, lon: 110.6681 } },
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
    "?admin=everything",
    "?closure=0",
    "?data=../etc",
    "?data=points/1/2",
    "?week=../12",
    "?week=12/vs/14/16",
    "?reach=Dump%20truck",
    "?matched=yes",
    "?replan=-3",
    "?spot=-6.5",
    "?spot=a/b",
  ])("that makes no sense is ignored: %s", (search) => {
    expect(parseView(search)).toEqual(NOTHING);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { draftOf, draftsOf, dropDraft, keepDraft } from "./drafts";

const DRAFT = { list: "points", key: "7", name: "TPS A", base: null, touched: { name: "TPS B" } } as const;

describe("what was typed and not saved", () => {
  beforeEach(() => {
    draftsOf("somebody");
    draftsOf("rani");
    keepDraft(DRAFT);
  });

  it("waits for its record", () => {
    expect(draftOf("points", "7")?.touched).toEqual({ name: "TPS B" });
    expect(draftOf("facilities", "7")).toBeNull();
  });

  it("is gone once it is saved or dropped", () => {
    dropDraft("points", "7");
    expect(draftOf("points", "7")).toBeNull();
  });

  it("stays when the same person signs in again, and is not there for the next one", () => {
    draftsOf("rani");
    expect(draftOf("points", "7")).not.toBeNull();
    draftsOf("budi");
    expect(draftOf("points", "7")).toBeNull();
  });
});

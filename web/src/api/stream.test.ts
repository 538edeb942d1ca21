import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStream } from "./stream";

class FakeSource {
  static readonly all: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly handlers = new Map<string, (event: { data: string }) => void>();
  constructor() {
    FakeSource.all.push(this);
  }
  addEventListener(name: string, handler: (event: { data: string }) => void) {
    this.handlers.set(name, handler);
  }
  close() {
    this.readyState = 2;
  }
}

function stream() {
  const handlers = { onEvent: vi.fn(), onOpen: vi.fn(), onRefused: vi.fn() };
  const live = new LiveStream("/stream", handlers, () => new FakeSource() as unknown as EventSource);
  live.start();
  return { live, handlers, source: () => FakeSource.all.at(-1) as FakeSource };
}

describe("live stream", () => {
  beforeEach(() => {
    FakeSource.all.length = 0;
    vi.useFakeTimers();
    vi.stubGlobal("EventSource", { CLOSED: 2 });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is live once open and offline once broken", () => {
    const { live, source } = stream();
    expect(live.getPhase()).toBe("connecting");
    source().onopen?.();
    expect(live.getPhase()).toBe("live");
    source().onerror?.();
    expect(live.getPhase()).toBe("offline");
  });

  it("leaves reconnecting to the browser while it can resume", () => {
    const { handlers, source } = stream();
    source().onopen?.();
    source().onerror?.();
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.all).toHaveLength(1);
    source().onopen?.();
    expect(handlers.onOpen.mock.calls).toEqual([[true], [false]]);
  });

  it("opens a new source after a refusal and says that it is fresh", () => {
    const { handlers, source } = stream();
    source().readyState = 2;
    source().onerror?.();
    expect(handlers.onRefused).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(1000);
    expect(FakeSource.all).toHaveLength(2);
    source().onopen?.();
    expect(handlers.onOpen).toHaveBeenLastCalledWith(true);
  });

  it("survives a damaged message", () => {
    const { handlers, source } = stream();
    source().handlers.get("positions")?.({ data: "[{" });
    expect(handlers.onEvent).toHaveBeenCalledWith("positions", null);
  });

  it("takes a silent line for dead and opens another", () => {
    const { live, source } = stream();
    source().onopen?.();
    vi.advanceTimersByTime(30_000);
    source().handlers.get("clock")?.({ data: "{}" });
    vi.advanceTimersByTime(30_000);
    expect(FakeSource.all).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    expect(live.getPhase()).toBe("offline");
    expect(FakeSource.all).toHaveLength(2);
  });

  it("stops for good when told", () => {
    const { live, source } = stream();
    source().readyState = 2;
    source().onerror?.();
    live.stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.all).toHaveLength(1);
  });
});

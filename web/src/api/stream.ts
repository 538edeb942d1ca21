/** The live stream: one EventSource that comes back by itself and tells whether it is there. */

export type Phase = "connecting" | "live" | "offline";

export interface StreamHandlers {
  onEvent: (name: StreamEventName, data: unknown) => void;
  /** The stream is open; `fresh` when the server could not resume it from where it broke. */
  onOpen: (fresh: boolean) => void;
  /** The server refused the stream, for instance because the session has ended. */
  onRefused: () => void;
}

export const EVENT_NAMES = [
  "positions",
  "withheld",
  "facts",
  "plans",
  "roads",
  "weeks",
  "week_job",
  "clock",
] as const;
export type StreamEventName = (typeof EVENT_NAMES)[number];

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;
/** The server says something at least every 15 s; a line that is silent for longer is dead without knowing it. */
const SILENCE_MS = 45_000;

export class LiveStream {
  private source: EventSource | null = null;
  private phase: Phase = "connecting";
  private readonly listeners = new Set<() => void>();
  private retryMs = FIRST_RETRY_MS;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private watchdog: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly url: string,
    private readonly handlers: StreamHandlers,
    private readonly open: (url: string) => EventSource = (address) => new EventSource(address),
  ) {}

  start(): void {
    const source = this.open(this.url);
    let fresh = true;
    this.source = source;
    source.onopen = () => {
      this.retryMs = FIRST_RETRY_MS;
      this.enter("live");
      this.heard();
      this.handlers.onOpen(fresh);
      // Later openings of the same source carry Last-Event-ID, so the server resumes them.
      fresh = false;
    };
    source.onerror = () => this.broken(source);
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (event) => {
        this.heard();
        this.handlers.onEvent(name, parse(event));
      });
    }
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.watchdog) clearTimeout(this.watchdog);
    this.timer = null;
    this.watchdog = null;
    this.source?.close();
    this.source = null;
  }

  /** Try again now, for instance when the browser reports that it is online. */
  retryNow(): void {
    if (this.phase !== "offline") return;
    this.stop();
    this.start();
  }

  getPhase = (): Phase => this.phase;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private broken(source: EventSource): void {
    if (source !== this.source) return;
    if (this.watchdog) clearTimeout(this.watchdog);
    this.enter("offline");
    if (source.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
    // An answer other than 200 closes an EventSource for good: open a new one.
    this.handlers.onRefused();
    this.timer = setTimeout(() => this.start(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private heard(): void {
    if (this.watchdog) clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.stop();
      this.enter("offline");
      this.start();
    }, SILENCE_MS);
  }

  private enter(phase: Phase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    for (const listener of this.listeners) listener();
  }
}

function parse(event: MessageEvent<string>): unknown {
  try {
    return JSON.parse(event.data);
  } catch {
    return null; // a half message must not end the stream; the next one brings the state again
  }
}

/**
 * The stack clock as the console sees it: simulated time in a demo, real time in an office.
 *
 * The server's anchors say how stack time follows from real time. The browser's own clock may be wrong by
 * minutes, so it is never trusted: its offset is measured from the `now` that came with the anchors.
 */
export interface ClockAnchors {
  now: string;
  rate: number;
  anchor_real?: string | null;
  anchor_stack?: string | null;
}

export class StackClock {
  private constructor(
    private readonly anchorReal: number,
    private readonly anchorStack: number,
    readonly rate: number,
    private readonly offset: number,
    private readonly standing = false,
  ) {}

  /** Read the anchors that were received at `receivedAt` (milliseconds of the browser's clock). */
  static from(anchors: ClockAnchors, receivedAt: number): StackClock {
    const now = Date.parse(anchors.now);
    if (!anchors.anchor_real || !anchors.anchor_stack || anchors.rate === 1) {
      return new StackClock(receivedAt, now, 1, now - receivedAt);
    }
    const anchorReal = Date.parse(anchors.anchor_real);
    const anchorStack = Date.parse(anchors.anchor_stack);
    // A stack that is starting holds its clock at the anchor; new anchors come when it lets go.
    if (now <= anchorStack) return new StackClock(anchorReal, anchorStack, anchors.rate, 0, true);
    const realNow = anchorReal + (now - anchorStack) / anchors.rate;
    // The server's own reading tells its real time; the difference is what this browser is off by.
    return new StackClock(anchorReal, anchorStack, anchors.rate, realNow - receivedAt);
  }

  /** Stack time in milliseconds at a moment of the browser's clock; never past real time. */
  at(browserMs: number): number {
    if (this.standing) return this.anchorStack;
    const real = browserMs + this.offset;
    if (this.rate === 1) return this.anchorStack + (browserMs - this.anchorReal);
    return Math.min(this.anchorStack + (real - this.anchorReal) * this.rate, real);
  }

  now(): number {
    return this.at(Date.now());
  }
}

/** Gathers days that changed and hands each one on at most once in a span of time. */
export class Coalescer {
  private readonly waiting = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly spanMs: number,
    private readonly flush: (day: string) => void,
  ) {}

  add(day: string | null): void {
    if (day === null) return;
    this.waiting.add(day);
    this.timer ??= setTimeout(() => this.run(), this.spanMs);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private run(): void {
    this.timer = null;
    const days = [...this.waiting];
    this.waiting.clear();
    for (const day of days) this.flush(day);
  }
}

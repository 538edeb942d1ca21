import type { Position } from "./types";

type Listener = () => void;
type ApplyListener = (changed: Position[], gone: readonly string[]) => void;

/** React hears of new positions at most this often; the map hears of each one at once. */
const NOTIFY_MS = 500;

/**
 * The newest position of every vehicle, outside React.
 *
 * The map reads it on every frame and must not wait for a render; lists and panels read a snapshot that changes
 * at most twice a second, however fast the trucks send.
 */
export class PositionStore {
  private readonly byVehicle = new Map<string, Position>();
  private readonly listeners = new Set<Listener>();
  private readonly applyListeners = new Set<ApplyListener>();
  private frozen: readonly Position[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private newest: number | null = null;

  /** Take positions over, except those older than what is known (answers may cross on the way). */
  apply(items: readonly Position[]): void {
    const changed = items.filter((item) => this.take(item));
    if (changed.length === 0) return;
    for (const listener of this.applyListeners) listener(changed, []);
    this.timer ??= setTimeout(() => this.publish(), NOTIFY_MS);
  }

  /** Forget vehicles that this account is no longer shown, on the map too. */
  remove(vehicleIds: readonly string[]): void {
    const gone = vehicleIds.filter((id) => this.byVehicle.delete(id));
    if (gone.length === 0) return;
    for (const listener of this.applyListeners) listener([], gone);
    this.timer ??= setTimeout(() => this.publish(), NOTIFY_MS);
  }

  /** Forget every vehicle but these. */
  keepOnly(vehicleIds: ReadonlySet<string>): void {
    this.remove([...this.byVehicle.keys()].filter((id) => !vehicleIds.has(id)));
  }

  get(vehicleId: string): Position | undefined {
    return this.byVehicle.get(vehicleId);
  }

  /** Stack time of the newest fix in milliseconds, or null before the first. */
  newestFix = (): number | null => this.newest;

  snapshot = (): readonly Position[] => this.frozen;

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  onApply(listener: ApplyListener): () => void {
    this.applyListeners.add(listener);
    listener([...this.byVehicle.values()], []);
    return () => this.applyListeners.delete(listener);
  }

  private take(item: Position): boolean {
    const known = this.byVehicle.get(item.vehicle_id);
    const time = Date.parse(item.fix_time);
    if (known && Date.parse(known.fix_time) > time) return false;
    this.byVehicle.set(item.vehicle_id, item);
    this.newest = Math.max(this.newest ?? time, time);
    return true;
  }

  private publish(): void {
    this.timer = null;
    this.frozen = [...this.byVehicle.values()];
    for (const listener of this.listeners) listener();
  }
}

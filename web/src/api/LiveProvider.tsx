import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { roadsChanged } from "../roads/queries";
import { jobChanged } from "../week/list/queries";
import { weeksChanged } from "../week/queries";
import { body, client } from "./client";
import { Coalescer } from "./coalescer";
import { PositionStore } from "./positions";
import { factsChanged, plansChanged, type System, sessionQuery, systemQuery } from "./queries";
import { LiveStream, type Phase, type StreamEventName } from "./stream";
import type { Position } from "./types";

interface Live {
  positions: PositionStore;
  stream: LiveStream;
}

const Context = createContext<Live | null>(null);

/** Facts change many times a second at a fast clock; the lists ask again at most this often. */
const FACTS_MS = 2000;
/** A closure changes several things one after the other: itself, the condition, what runs into it. */
const ROADS_MS = 300;

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live | null>(null);

  useEffect(() => {
    const positions = new PositionStore();
    const facts = new Coalescer(FACTS_MS, (day) => factsChanged(queries, day));
    const roads = new Coalescer(ROADS_MS, (day) => roadsChanged(queries, day));
    let opened = false;
    const readAll = async () => {
      try {
        const { items, withheld } = await body(client.GET("/api/v1/positions"));
        // Who left the shift while the line was down is not named by the stream any more.
        if (withheld !== null) positions.keepOnly(new Set(items.map((item) => item.vehicle_id)));
        positions.apply(items);
      } catch {
        // the stream's own state says that the connection is gone; the next opening reads again
      }
    };
    const react: Record<StreamEventName, (data: unknown) => void> = {
      positions: (data) => positions.apply(positionsIn(data)),
      withheld: (data) => positions.remove(vehiclesIn(data)),
      facts: (data) => {
        noticeDay(queries, dayIn(data));
        facts.add(dayIn(data));
      },
      plans: (data) => plansChanged(queries, dayIn(data)),
      roads: (data) => roads.add(dayIn(data)),
      weeks: (data) => weeksChanged(queries, data),
      week_job: (data) => jobChanged(queries, data),
      clock: (data) => noticeClock(queries, data),
    };
    const stream = new LiveStream("/api/v1/stream", {
      onEvent: (name, data) => react[name](data),
      onOpen: (fresh) => {
        if (opened) void readAll();
        opened = true;
        // What changed while the line was down is not replayed for figures and points.
        if (!fresh) void queries.invalidateQueries();
      },
      onRefused: () => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    });
    const online = () => stream.retryNow();
    window.addEventListener("online", online);
    stream.start();
    // Not left to the stream: lists and map fill even where something in between blocks streams.
    void readAll();
    setLive({ positions, stream });
    return () => {
      window.removeEventListener("online", online);
      stream.stop();
      facts.stop();
      roads.stop();
    };
  }, [queries]);

  return live && <Context.Provider value={live}>{children}</Context.Provider>;
}

function useLive(): Live {
  const live = useContext(Context);
  if (!live) throw new Error("live data is read outside LiveProvider");
  return live;
}

/** The store itself, for the map's frames. */
export const usePositionStore = (): PositionStore => useLive().positions;

/** All newest positions; renders at most twice a second. */
export function usePositions(): readonly Position[] {
  const { positions } = useLive();
  return useSyncExternalStore(positions.subscribe, positions.snapshot);
}

export function usePosition(vehicleId: string | null): Position | undefined {
  const all = usePositions();
  return useMemo(() => all.find((item) => item.vehicle_id === vehicleId), [all, vehicleId]);
}

/** Stack time of the newest fix in milliseconds; null before the first. */
export function useNewestFix(): number | null {
  const { positions } = useLive();
  return useSyncExternalStore(positions.subscribe, positions.newestFix);
}

export function useConnection(): Phase {
  const { stream } = useLive();
  return useSyncExternalStore(stream.subscribe, stream.getPhase);
}

/** A new operating day has begun: ask again for what depends on it. */
function noticeDay(queries: QueryClient, day: string | null): void {
  const known = queries.getQueryData(systemQuery.queryKey);
  if (known && day !== null && day > known.operating_day) {
    void queries.invalidateQueries({ queryKey: systemQuery.queryKey });
  }
}

/** The clock was set anew, or has joined real time; an unchanged one is not worth a question. */
function noticeClock(queries: QueryClient, data: unknown): void {
  const known = queries.getQueryData(systemQuery.queryKey)?.clock;
  const told = data as Partial<System["clock"]> | null;
  const same = known?.rate === told?.rate && known?.anchor_real === told?.anchor_real;
  if (!same) void queries.invalidateQueries({ queryKey: systemQuery.queryKey });
}

function positionsIn(data: unknown): Position[] {
  if (Array.isArray(data)) return data as Position[];
  const items = (data as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? (items as Position[]) : [];
}

function vehiclesIn(data: unknown): string[] {
  const vehicles = (data as { vehicles?: unknown } | null)?.vehicles;
  return Array.isArray(vehicles) ? vehicles.filter((id) => typeof id === "string") : [];
}

function dayIn(data: unknown): string | null {
  const day = (data as { day?: unknown } | null)?.day;
  return typeof day === "string" ? day : null;
}

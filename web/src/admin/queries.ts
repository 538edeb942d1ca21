/** What the administration reads; asked only while it is open. */
import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { body, client } from "../api/client";
import type { QuarantineAsked } from "./quarantine/filter";
import { queryOf } from "./quarantine/filter";

const LIST_MS = 10_000;
const PAGE = 50;

export const useDevices = () =>
  useQuery({
    queryKey: ["devices"],
    queryFn: () => body(client.GET("/api/v1/devices")),
    refetchInterval: LIST_MS,
  });

export const useNewDevices = () =>
  useQuery({
    queryKey: ["new-devices"],
    queryFn: () => body(client.GET("/api/v1/devices/new")),
    refetchInterval: LIST_MS,
  });

export const useGateways = (wanted: boolean) =>
  useQuery({
    queryKey: ["gateways"],
    enabled: wanted,
    queryFn: () => body(client.GET("/api/v1/gateways")),
  });

export const askArrivals = (deviceId: string) =>
  body(client.GET("/api/v1/devices/{device_id}/arrivals", { params: { path: { device_id: deviceId } } }));

export const useQuarantine = (asked: QuarantineAsked) =>
  useInfiniteQuery({
    queryKey: ["quarantine", asked],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      body(
        client.GET("/api/v1/quarantine", {
          params: { query: { ...queryOf(asked), state: asked.state, before: pageParam, limit: PAGE } },
        }),
      ),
    getNextPageParam: (last) => last.next_before,
    placeholderData: (before) => before,
  });

export const useReasons = () =>
  useQuery({
    queryKey: ["quarantine-reasons"],
    queryFn: () => body(client.GET("/api/v1/quarantine/reasons")),
    refetchInterval: LIST_MS,
  });

export const useQuarantineDetail = (id: number) =>
  useQuery({
    queryKey: ["quarantine-detail", id],
    queryFn: () =>
      body(client.GET("/api/v1/quarantine/{quarantine_id}", { params: { path: { quarantine_id: id } } })),
  });

/** A device was made, moved or closed, or its quarantine is read again: ask anew for all that shows it. */
export function devicesChanged(queries: QueryClient): void {
  for (const key of ["devices", "new-devices", "vehicles", "ingest"]) {
    void queries.invalidateQueries({ queryKey: [key] });
  }
  quarantineChanged(queries);
}

export function quarantineChanged(queries: QueryClient): void {
  for (const key of ["quarantine", "quarantine-reasons", "quarantine-detail"]) {
    void queries.invalidateQueries({ queryKey: [key] });
  }
}

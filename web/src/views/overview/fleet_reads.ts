// What is read of a fleet: each thing by itself, of all endpoints up to a bound or of those on the screen.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { api } from "../../api/client";
import type { Endpoint, Schemas } from "../../api/types";
import { useResource, type Resource } from "../../state/resource";
import { boundsOf, isPast, range, type TimeRange } from "../../state/time_range";
import { partOf, type Part } from "../../ui/part";
import { everyPage, linkedPage, type Whole } from "../every_page";
import { perMinuteOf, planOf } from "../monitor/series";
import { ratedIn, type Rated } from "./rated";

type Health = Schemas["EndpointHealth"];
type Performance = Schemas["EndpointPerformance"];

/** Of more endpoints than so many, the first by name are shown, and that there are more is said. */
export const endpointsMax = 2_000;

export const readEndpoints = (signal: AbortSignal): Promise<Whole<Endpoint>> =>
  everyPage(
    (cursor) => linkedPage<Endpoint>("/api/v1/deployment/endpoints", {}, cursor, signal),
    endpointsMax,
  );

export const readHealth = (signal: AbortSignal): Promise<Whole<Health>> =>
  everyPage(
    (cursor) =>
      api.get("/api/v1/monitoring/health", {
        query: { limit: 100, ...(cursor ? { cursor } : {}) },
        signal,
      }),
    endpointsMax,
  );

/** By endpoint; in the range that is chosen. */
export function usePerformance(throttleMs: number): Resource<ReadonlyMap<string, Performance>> {
  const { fromText, toText } = range.value;
  return useResource(
    `performance ${fromText} ${toText}`,
    async (signal) => {
      const { items } = await everyPage(
        (cursor) =>
          linkedPage<Performance>(
            "/api/v1/monitoring/metrics/performance",
            { ...boundsOf(range.value) },
            cursor,
            signal,
          ),
        endpointsMax,
      );
      return new Map(items.map((row) => [row.endpoint_id, row]));
    },
    { topics: ["metrics"], throttleMs },
  );
}

/** Of the lines. */
export interface Point {
  /** Of the bucket that goes on, over what of it has passed; null where that is too little. */
  requests_per_minute: number | null;
  p95_latency_ms: number | null;
}

/** What is asked for each endpoint alone. */
export interface Detail {
  points: Part<readonly Point[]>;
  feedback: Part<Rated>;
}
type Kept = Detail & { at: number };

export const noDetail: Detail = {
  points: { data: undefined, error: null },
  feedback: { data: undefined, error: null },
};
/** Where one scrolls back to, nothing is asked again so soon. */
const freshMs = 4_000;
const scrollingMs = 200;

/** Judgements of the days of the range. */
async function readRatings(id: string, span: TimeRange, signal: AbortSignal): Promise<Rated> {
  const back = (Date.now() - span.from) / 86_400_000;
  const days = Math.max(1, Math.min(365, Math.ceil(back - 1e-6) + (isPast(span) ? 1 : 0)));
  const stats = await api.get("/api/v1/feedback/stats", {
    query: { endpoint_id: id, days },
    signal,
  });
  return isPast(span) ? ratedIn(stats.by_day, span) : stats;
}

/** Counts of buckets of so many minutes up to `at`, as rates: one that goes on is no fall. */
export function pointsOf(
  points: readonly Pick<
    Schemas["TimeseriesPoint"],
    "timestamp" | "total_requests" | "p95_latency_ms"
  >[],
  minutes: number,
  at: number,
): Point[] {
  const start = Date.parse(points.at(-1)?.timestamp ?? "");
  const passed = Math.max(0, Math.min(minutes * 60, (at - start) / 1000));
  const totals = points.map((point) => point.total_requests);
  const rates = perMinuteOf(totals, minutes * 60, passed);
  return points.map(({ p95_latency_ms }, index) => ({
    requests_per_minute: rates[index] ?? null,
    p95_latency_ms,
  }));
}

async function readPoints(id: string, span: TimeRange, signal: AbortSignal): Promise<Point[]> {
  const { bucket_seconds: seconds, ...window } = planOf(span, Date.now(), 48);
  const minutes = Math.max(1, seconds / 60);
  const points = await api.get("/api/v1/monitoring/metrics/timeseries/{endpoint_id}", {
    path: { endpoint_id: id },
    query: { ...window, bucket_minutes: minutes },
    signal,
  });
  // The API looks back whole hours.
  const isIn = (at: string) => Date.parse(at) >= span.from - minutes * 60_000;
  const shown = points.filter(({ timestamp }) => isIn(timestamp));
  return pointsOf(shown, minutes, isPast(span) ? span.to : Date.now());
}

async function readDetail(
  id: string,
  span: TimeRange,
  before: Detail | undefined,
  signal: AbortSignal,
): Promise<Kept> {
  const [points, feedback] = await Promise.all([
    partOf(readPoints(id, span, signal), before?.points),
    partOf(readRatings(id, span, signal), before?.feedback),
  ]);
  return { points, feedback, at: Date.now() };
}

const isFresh = (detail: Kept | undefined): boolean =>
  detail !== undefined &&
  !detail.points.error &&
  !detail.feedback.error &&
  Date.now() - detail.at < freshMs;

/** Lines and judgements of the endpoints that `show` named last; what was read before is kept. */
export function useDetails(): {
  of: (id: string) => Detail;
  show: (ids: readonly string[]) => void;
  /** Of those that are shown: what could not be read, if any. */
  points: Part<unknown>;
  feedback: Part<unknown>;
  reload: () => void;
} {
  const shown = useSignal("");
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const { fromText, toText } = range.value;
  const span = `${fromText} ${toText}`;
  const kept = useMemo(() => new Map<string, Kept>(), [span]);
  const reading = useResource(
    shown.value ? `details ${span} ${shown.value}` : "",
    async (signal) => {
      const wanted = shown.value.split(" ").filter((id) => !isFresh(kept.get(id)));
      await Promise.all(
        wanted.map(async (id) => {
          kept.set(id, await readDetail(id, range.value, kept.get(id), signal));
        }),
      );
      return kept;
    },
    { topics: ["metrics", "feedback"], throttleMs: 5_000 },
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = (ids: readonly string[]) => {
    clearTimeout(timer.current);
    const next = ids.join(" ");
    if (!shown.peek()) shown.value = next;
    else timer.current = setTimeout(() => (shown.value = next), scrollingMs);
  };
  const of = (id: string): Detail => kept.get(id) ?? noDetail;
  const worst = (part: keyof Detail): Part<unknown> => {
    const all = shown.value.split(" ").map((id) => of(id)[part]);
    return all.find(({ error, data }) => error && data === undefined) ?? noDetail[part];
  };
  return {
    of,
    show,
    points: worst("points"),
    feedback: worst("feedback"),
    reload: reading.reload,
  };
}

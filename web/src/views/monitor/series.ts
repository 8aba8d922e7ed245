// Which buckets are asked for a range, and how what comes is cut to it.
import type { Schemas } from "../../api/types";
import { hoursOf, type TimeRange } from "../../state/time_range";

export type MetricSeries = Schemas["MetricSeries"];

/** For so many hours the server keeps buckets of so many seconds. */
const kept = [
  [2, 10],
  [24, 60],
  [336, 300],
  [4320, 3600],
  [26280, 86400],
] as const;
const steps = [
  10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
] as const;
const bucketsMax = 1500;

export interface Plan {
  hours: number;
  bucketSeconds: number;
}

/** The finest buckets that are kept, of which about `points` cover the range. */
export function planOf(span: TimeRange, at: number, points = 180): Plan {
  const hours = Math.min(26280, hoursOf(span, at));
  const finest = kept.find(([most]) => hours <= most)?.[1] ?? 86400;
  const wanted = (span.to - span.from) / 1000 / points;
  const fits = (step: number) =>
    step % finest === 0 && step >= wanted && (hours * 3600) / step <= bucketsMax;
  return { hours, bucketSeconds: steps.find(fits) ?? 86400 };
}

/** The buckets of the range: [first, last). A range up to now has no end, whatever clocks say. */
export function within(times: readonly number[], bucket: number, span: TimeRange) {
  const from = span.from / 1000;
  const to = span.isRelative && span.toText === "now" ? Infinity : span.to / 1000;
  const first = times.findIndex((at) => at + bucket > from);
  const after = times.findIndex((at) => at >= to);
  return { first: first < 0 ? times.length : first, last: after < 0 ? times.length : after };
}

type Part<T> = T extends readonly (infer U)[] ? U[] : never;

/** Every array of the series from `first` up to `last`. */
export function cut(all: MetricSeries, first: number, last: number): MetricSeries {
  const part = <T extends readonly unknown[]>(values: T) => values.slice(first, last) as Part<T>;
  const maybe = <T extends readonly unknown[]>(values: T | null) => (values ? part(values) : null);
  const percentile = (one: MetricSeries["p50"]) => ({
    values: part(one.values),
    low: part(one.low),
    high: part(one.high),
  });
  return {
    ...all,
    times: part(all.times),
    successful: part(all.successful),
    failed: part(all.failed),
    timed_out: part(all.timed_out),
    client_errors: part(all.client_errors),
    rate_limited: part(all.rate_limited),
    p50: percentile(all.p50),
    p95: percentile(all.p95),
    p99: percentile(all.p99),
    latency: { ...all.latency, counts: part(all.latency.counts) },
    input_tokens: maybe(all.input_tokens),
    output_tokens: maybe(all.output_tokens),
    cost_dollars: maybe(all.cost_dollars),
    by_model_version: all.by_model_version.map((version) => ({
      ...version,
      total_requests: part(version.total_requests),
      error_rate: part(version.error_rate),
      p95_latency_ms: part(version.p95_latency_ms),
    })),
  };
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Counts of buckets as a rate by minute. */
export const perMinuteOf = (values: readonly number[], bucketSeconds: number): number[] =>
  values.map((value) => (value * 60) / bucketSeconds);

/** Requests of all classes, bucket by bucket. */
export const totalsOf = (all: MetricSeries): number[] =>
  all.successful.map(
    (value, at) =>
      value +
      (all.failed[at] ?? 0) +
      (all.timed_out[at] ?? 0) +
      (all.client_errors[at] ?? 0) +
      (all.rate_limited[at] ?? 0),
  );

/** Failed of successful and failed requests, in percent; null where there were none. */
export function errorRate(successful: number, failed: number): number | null {
  return successful + failed > 0 ? (100 * failed) / (successful + failed) : null;
}

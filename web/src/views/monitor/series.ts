// Which buckets are asked for a range, and what of them lies in it.
import type { Schemas } from "../../api/types";
import { isPast, windowOf, type TimeRange, type Window } from "../../state/time_range";

export type MetricSeries = Schemas["MetricSeries"];

/** For so many hours the server keeps buckets of so many seconds. */
const kept = [
  [2, 10],
  [24, 60],
  [336, 300],
  [4320, 3600],
  [26280, 86400],
] as const;
/** For so long anything is kept. */
export const keptHours = kept.at(-1)![0];
/** The server keeps everything some minutes longer than it says. */
const slackHours = 5 / 60;
/** Seconds of the finest buckets that are kept of a time so many hours ago. */
export const finestKept = (hours: number): number =>
  kept.find(([most]) => hours <= most)?.[1] ?? 86400;

const steps = [
  10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
] as const;
const bucketsMax = 1500;

export interface Plan extends Window {
  bucket_seconds: number;
}

/** The finest buckets that are kept, of which about `points` cover the range; of `oldestHours` ago too. */
export function planOf(span: TimeRange, at: number, points = 180, oldestHours = 0): Plan {
  const window = windowOf(span, keptHours, at);
  const age = window.hours + (isPast(span) ? (at - span.to) / 3_600_000 : 0);
  const finest = finestKept(Math.max(age, oldestHours - slackHours));
  const wanted = (span.to - span.from) / 1000 / points;
  const fits = (step: number) =>
    step % finest === 0 && step >= wanted && (window.hours * 3600) / step <= bucketsMax;
  return { ...window, bucket_seconds: steps.find(fits) ?? 86400 };
}

type Part<T> = T extends readonly (infer U)[] ? U[] : never;

/** What of a series lies in the range: it was asked for in whole hours up to the same end. */
export function within(all: MetricSeries, span: TimeRange): MetricSeries {
  const first = all.times.findIndex((at) => at + all.bucket_seconds > span.from / 1000);
  const part = <T extends readonly unknown[]>(values: T) =>
    values.slice(first < 0 ? values.length : first) as Part<T>;
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

/** How much of its last bucket a series counts, in seconds: one up to now is not over yet. */
export function lastSecondsOf(all: MetricSeries, at: number): number {
  const start = all.times.at(-1);
  const end = Date.parse(all.time_period.split("/")[1] ?? "") / 1000;
  if (start === undefined || Number.isNaN(end)) return all.bucket_seconds;
  // Of what has ended, pieces are counted that lie in it in part.
  const piece = kept.findLast(([, length]) => all.bucket_seconds % length === 0)?.[1] ?? 1;
  const counted = Math.max(end, Math.min(Math.ceil(end / piece) * piece, at / 1000));
  return Math.max(0, Math.min(all.bucket_seconds, counted - start));
}

/** The start of the bucket that goes on while it is looked at; undefined if all are over. */
export const openOf = (all: MetricSeries, span: TimeRange, at: number): number | undefined =>
  isPast(span) || lastSecondsOf(all, at) >= all.bucket_seconds ? undefined : all.times.at(-1);

/** Of less than this of a bucket, in seconds or as a share, no rate is told. */
const secondsMin = 10;
const shareMin = 0.25;

/** Counts of buckets as a rate by minute: of the last one over what of it has passed. */
export const perMinuteOf = (
  values: readonly number[],
  bucketSeconds: number,
  lastSeconds: number = bucketSeconds,
): (number | null)[] =>
  values.map((value, index) => {
    const seconds = index === values.length - 1 ? lastSeconds : bucketSeconds;
    return seconds < Math.min(bucketSeconds * shareMin, secondsMin) ? null : (value * 60) / seconds;
  });

export const perHour = (rates: readonly (number | null)[]): (number | null)[] =>
  rates.map((rate) => (rate === null ? null : rate * 60));

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

/** Requests and errors of a series. */
export function countsIn(series: MetricSeries) {
  const failed = sum(series.failed) + sum(series.timed_out);
  return {
    total_requests: sum(totalsOf(series)),
    failed_requests: failed,
    error_rate: errorRate(sum(series.successful), failed),
  };
}

// The period before a range, as long as it, on the time axis of the range.
import { windowOf, type TimeRange } from "../../state/time_range";
import {
  keptHours,
  lastSecondsOf,
  perHour,
  perMinuteOf,
  totalsOf,
  type MetricSeries,
} from "./series";

const hourMs = 3_600_000;
type Line = readonly (number | null)[];

/** What was counted then, bucket by bucket of the range. */
export interface PreviousLines {
  requests: Line;
  errors: Line;
  p50: Line;
  p95: Line;
  p99: Line;
  /** null where none are counted. */
  tokens: Line | null;
  cost: Line | null;
}

export function periodBefore(span: TimeRange): TimeRange {
  const from = span.from - (span.to - span.from);
  return {
    from,
    to: span.from,
    fromText: new Date(from).toISOString(),
    toText: span.fromText,
    isRelative: false,
  };
}

/** Hours since what has to be read of it began: whole hours are read. */
export const ageOf = (before: TimeRange, at: number): number =>
  windowOf(before, keptHours, at).hours + (at - before.to) / hourMs;

/** Whether it is kept in any length of buckets. */
export const isKept = (before: TimeRange, at: number): boolean => ageOf(before, at) <= keptHours;

/** Its buckets moved by the length of the range, in whole buckets; null where it has none. */
export function movedTo(
  times: readonly number[],
  span: TimeRange,
  before: MetricSeries,
  at: number,
): PreviousLines {
  const { bucket_seconds: bucket } = before;
  const shift = Math.ceil((span.to - span.from) / 1000 / bucket - 1e-6) * bucket;
  const first = before.times[0] ?? NaN;
  const rate = (values: readonly number[]) =>
    perMinuteOf(values, bucket, lastSecondsOf(before, at));
  const { input_tokens: input, output_tokens: output, cost_dollars: cost } = before;
  const moved = (values: Line) =>
    times.map((one) => values[(one - shift - first) / bucket] ?? null);
  return {
    requests: moved(rate(totalsOf(before))),
    errors: moved(totalsOf({ ...before, successful: before.successful.map(() => 0) })),
    p50: moved(before.p50.values),
    p95: moved(before.p95.values),
    p99: moved(before.p99.values),
    tokens: input && output ? moved(rate(input.map((one, index) => one + output[index]!))) : null,
    cost: cost && moved(perHour(rate(cost))),
  };
}

import { expect, it } from "vitest";
import { rangeOf } from "../../state/time_range";
import {
  countsIn,
  errorRate,
  lastSecondsOf,
  openOf,
  perMinuteOf,
  planOf,
  within,
  type MetricSeries,
} from "./series";

const now = Date.parse("2026-11-29T12:00:00Z");
const plan = (from: string, to = "now") => planOf(rangeOf(from, to, now), now);

it("asks for the finest buckets that are kept and few enough", () => {
  expect(plan("now-15m")).toEqual({ hours: 1, bucket_seconds: 10 });
  expect(plan("now-1h")).toEqual({ hours: 1, bucket_seconds: 20 });
  expect(plan("now-6h")).toEqual({ hours: 6, bucket_seconds: 120 });
  expect(plan("now-24h")).toEqual({ hours: 24, bucket_seconds: 600 });
  expect(plan("now-7d")).toEqual({ hours: 168, bucket_seconds: 3600 });
  expect(plan("now-30d")).toEqual({ hours: 720, bucket_seconds: 14400 });
});

it("asks for the same whenever it is read of a range up to now", () => {
  const span = rangeOf("now-24h", "now", now);
  expect(planOf(span, now + 30_000)).toEqual({ hours: 24, bucket_seconds: 600 });
  expect(planOf(span, now + 30_000, 1000)).toEqual({ hours: 24, bucket_seconds: 120 });
});

it("takes what is still kept of the time of a range that has ended", () => {
  expect(plan("2026-11-20T00:00:00Z", "2026-11-20T00:10:00Z")).toEqual({
    hours: 1,
    until: "2026-11-20T00:10:00.000Z",
    bucket_seconds: 300,
  });
  expect(plan("now-3h", "now-1h")).toEqual({ hours: 2, until: "now-1h", bucket_seconds: 60 });
  expect(plan("now-90d", "now-89d")).toEqual({ hours: 24, until: "now-89d", bucket_seconds: 3600 });
});

it("never asks for more buckets than are answered", () => {
  for (const days of [1, 3, 14, 60, 200, 1000])
    for (const length of [1, 60, 3000, 100_000]) {
      const from = new Date(now - days * 86_400_000);
      const to = new Date(Math.min(now, from.getTime() + length * 60_000));
      const { hours, bucket_seconds: seconds } = plan(from.toISOString(), to.toISOString());
      expect((hours * 3600) / seconds).toBeLessThanOrEqual(1500);
    }
});

const seriesOf = (times: number[]) => {
  const line = { values: times, low: times, high: times };
  const counts = Object.fromEntries(
    ["successful", "failed", "timed_out", "client_errors", "rate_limited"].map((key) => [
      key,
      times.map(() => 1),
    ]),
  );
  return {
    ...counts,
    times,
    bucket_seconds: 60,
    p50: line,
    p95: line,
    p99: line,
    latency: { bounds_ms: [], counts: times.map(() => []) },
    input_tokens: null,
    output_tokens: null,
    cost_dollars: null,
    by_model_version: [{ total_requests: times, error_rate: times, p95_latency_ms: times }],
  } as unknown as MetricSeries;
};

it("cuts whole hours to the start of the range", () => {
  const span = { ...rangeOf("now-1h", "now", now), from: 90_000 };
  const cut = within(seriesOf([0, 60, 120, 180]), span);
  expect(cut.times).toEqual([60, 120, 180]);
  expect(cut.p95.high).toEqual([60, 120, 180]);
  expect(cut.by_model_version[0]!.error_rate).toEqual([60, 120, 180]);
  expect(countsIn(cut)).toEqual({ total_requests: 15, failed_requests: 6, error_rate: 200 / 3 });
  expect(within(seriesOf([0]), span).times).toEqual([]);
  expect(within(seriesOf([]), span).times).toEqual([]);
});

it("tells the rate of a bucket that is not over by what of it has passed, or nothing", () => {
  expect(perMinuteOf([6, 2], 60, 20)).toEqual([6, 6]);
  expect(perMinuteOf([6, 0], 60, 5)).toEqual([6, null]);
  expect(perMinuteOf([600, 10], 600, 12)).toEqual([60, 50]);
  expect(perMinuteOf([6, 6, 1], 20, 4)).toEqual([18, 18, null]);
});

it("knows how much of the last bucket is counted", () => {
  const series = (end: string, bucket_seconds: number) => ({
    ...seriesOf([now / 1000 - bucket_seconds, now / 1000]),
    bucket_seconds,
    time_period: `2026-11-29T11:00:00Z/${end}`,
  });
  const open = series("2026-11-29T12:00:20.5Z", 60);
  expect(lastSecondsOf(open, now + 20_500)).toBe(20.5);
  expect(lastSecondsOf(open, now - 5_000)).toBe(20.5);
  const past = rangeOf("now-2h", "now-1h", now);
  expect(openOf(open, rangeOf("", "now", now), now + 20_500)).toBe(now / 1000);
  expect(openOf(open, past, now + 20_500)).toBeUndefined();
  expect(openOf(series("2026-11-29T12:01:00Z", 60), past, now + 60_000)).toBeUndefined();
  // Minutes make up two of them, hours are counted whole.
  expect(lastSecondsOf(series("2026-11-29T12:00:20Z", 120), now + 86_400_000)).toBe(60);
  expect(lastSecondsOf(series("2026-11-29T12:20:00Z", 3600), now + 86_400_000)).toBe(3600);
  expect(lastSecondsOf({ ...open, times: [] }, now)).toBe(60);
});

it("has no error rate without requests", () => {
  expect(errorRate(0, 0)).toBeNull();
  expect(errorRate(3, 1)).toBe(25);
  expect(perMinuteOf([3], 10)).toEqual([18]);
});

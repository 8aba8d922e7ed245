// What an endpoint did in a range that has ended.
import { expect, it } from "vitest";
import type { Schemas } from "../../api/types";
import { rangeOf } from "../../state/time_range";
import type { MetricSeries } from "../monitor/series";
import { didIn, ratedIn } from "./past";

const span = rangeOf("2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z", Date.parse("2026-03-20"));
const day = (name: string, positive: number, negative: number) =>
  ({
    day: name,
    counts: {
      total_count: positive + negative,
      positive_count: positive,
      negative_count: negative,
    },
  }) as Schemas["DayFeedback"];

it("adds up what was counted, and makes no percentile up", () => {
  const series = {
    successful: [700, 0],
    failed: [10, 0],
    timed_out: [0, 10],
    client_errors: [0, 600],
    rate_limited: [120, 0],
  } as unknown as MetricSeries;
  const did = didIn(series, span);
  expect(did.requests_per_minute).toBeCloseTo(1);
  expect(did.error_rate).toBeCloseTo((100 * 20) / 720);
  expect(did.p95_latency_ms).toBeNull();
  const nothing = {
    successful: [],
    failed: [],
    timed_out: [],
    client_errors: [],
    rate_limited: [],
  };
  expect(didIn(nothing as unknown as MetricSeries, span).error_rate).toBeNull();
});

it("takes the days of the range, with the interval that the API would give", () => {
  const days = [day("2026-03-08", 50, 0), day("2026-03-09", 6, 2), day("2026-03-10", 0, 50)];
  const rated = ratedIn(days, span);
  expect(rated.total_count).toBe(8);
  expect(rated.positive_rate).toBe(0.75);
  expect(rated.positive_rate_interval![0]).toBeCloseTo(0.4093, 4);
  expect(rated.positive_rate_interval![1]).toBeCloseTo(0.9285, 4);
  expect(ratedIn([], span).positive_rate_interval).toBeNull();
});

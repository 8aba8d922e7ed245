import { expect, it } from "vitest";
import { pointsOf } from "./fleet_reads";

const start = Date.parse("2026-11-29T12:00:00Z");
const point = (minutes: number, total_requests: number) => ({
  timestamp: new Date(start + minutes * 60_000).toISOString(),
  total_requests,
  p95_latency_ms: 5,
});

it("draws no fall where a bucket is not over", () => {
  const rates = (at: number) =>
    pointsOf([point(0, 300), point(30, 50)], 30, start + at * 1000).map(
      (one) => one.requests_per_minute,
    );
  expect(rates(35 * 60)).toEqual([10, 10]);
  expect(rates(60 * 60)).toEqual([10, 50 / 30]);
  expect(rates(30 * 60 + 3)).toEqual([10, null]);
  expect(pointsOf([], 30, start)).toEqual([]);
});

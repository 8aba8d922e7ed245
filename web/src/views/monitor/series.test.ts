import { expect, it } from "vitest";
import { rangeOf } from "../../state/time_range";
import { errorRate, perMinuteOf, planOf, within } from "./series";

const now = Date.parse("2026-11-29T12:00:00Z");
const plan = (from: string, to = "now") => planOf(rangeOf(from, to, now), now);

it("asks for the finest buckets that are kept and few enough", () => {
  expect(plan("now-15m")).toEqual({ hours: 1, bucketSeconds: 10 });
  expect(plan("now-1h")).toEqual({ hours: 1, bucketSeconds: 20 });
  expect(plan("now-6h")).toEqual({ hours: 6, bucketSeconds: 120 });
  expect(plan("now-24h")).toEqual({ hours: 24, bucketSeconds: 600 });
  expect(plan("now-7d")).toEqual({ hours: 168, bucketSeconds: 3600 });
  expect(plan("now-30d")).toEqual({ hours: 720, bucketSeconds: 14400 });
});

it("takes what is still kept for a short range in the past", () => {
  expect(plan("2026-11-20T00:00:00Z", "2026-11-20T00:10:00Z")).toEqual({
    hours: 228,
    bucketSeconds: 600,
  });
});

it("never asks for more buckets than are answered", () => {
  for (const days of [1, 3, 14, 60, 200, 1000])
    for (const length of [1, 60, 3000, 100_000]) {
      const from = new Date(now - days * 86_400_000);
      const to = new Date(Math.min(now, from.getTime() + length * 60_000));
      const { hours, bucketSeconds } = plan(from.toISOString(), to.toISOString());
      expect((hours * 3600) / bucketSeconds).toBeLessThanOrEqual(1500);
    }
});

it("cuts to the range, but not at now", () => {
  const times = [0, 60, 120, 180, 240];
  const span = { ...rangeOf("now-1h", "now", now), from: 90_000, to: 170_000 };
  expect(within(times, 60, span)).toEqual({ first: 1, last: 5 });
  expect(within(times, 60, { ...span, isRelative: false, toText: "x" })).toEqual({
    first: 1,
    last: 3,
  });
  expect(within([], 60, span)).toEqual({ first: 0, last: 0 });
});

it("has no error rate without requests", () => {
  expect(errorRate(0, 0)).toBeNull();
  expect(errorRate(3, 1)).toBe(25);
  expect(perMinuteOf([3], 10)).toEqual([18]);
});

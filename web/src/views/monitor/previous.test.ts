import { expect, it } from "vitest";
import { rangeOf, windowOf } from "../../state/time_range";
import { costLines, errorLines, latencyLines, requestLines, tokenLines } from "./chart_lines";
import { ageOf, isKept, movedTo, periodBefore } from "./previous";
import { keptHours, planOf, type MetricSeries } from "./series";

const now = Date.parse("2026-11-29T12:00:00Z");
const before = (from: string, to = "now") => periodBefore(rangeOf(from, to, now));

it("is as long as the range and ends where that begins, relative where it can be", () => {
  expect(before("now-24h")).toMatchObject({ from: now - 2 * 86_400_000, to: now - 86_400_000 });
  expect(windowOf(before("now-24h"), keptHours, now)).toEqual({ hours: 24, until: "now-24h" });
  expect(windowOf(before("now-3h", "now-1h"), keptHours, now)).toEqual({
    hours: 2,
    until: "now-3h",
  });
  expect(windowOf(before("2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z"), keptHours, now)).toEqual({
    hours: 1,
    until: "2026-11-20T00:00:00.000Z",
  });
});

it("is read in buckets that are kept of both", () => {
  const plan = (from: string, to = "now") => {
    const span = rangeOf(from, to, now);
    return planOf(span, now, 180, ageOf(periodBefore(span), now + 60_000)).bucket_seconds;
  };
  expect(plan("now-1h")).toBe(20);
  expect(plan("now-24h")).toBe(600);
  expect(plan("now-30d")).toBe(14_400);
  // Of 23 h ago there are minutes, of the hour before only five of them.
  expect(planOf(rangeOf("now-23h", "now-22h", now), now).bucket_seconds).toBe(60);
  expect(plan("now-1440m", "now-1380m")).toBe(300);
});

it("is not kept for ever", () => {
  expect(isKept(before("now-500d"), now)).toBe(true);
  expect(isKept(before("now-600d"), now)).toBe(false);
});

const seriesOf = (times: number[], bucket = 60) => {
  const line = { values: times, low: times, high: times };
  const counts = ["successful", "failed", "timed_out", "client_errors", "rate_limited"];
  return {
    ...Object.fromEntries(counts.map((key, at) => [key, times.map(() => at + 1)])),
    times,
    bucket_seconds: bucket,
    time_period: `x/${new Date((times.at(-1)! + bucket) * 1000).toISOString()}`,
    p50: line,
    p95: line,
    p99: line,
    input_tokens: null,
    output_tokens: null,
    cost_dollars: null,
  } as unknown as MetricSeries;
};

it("stands on the time axis of the range, with gaps where it has no buckets", () => {
  const span = { ...rangeOf("now-3m", "now", now), from: 180_000, to: 360_000 };
  const lines = movedTo([180, 240, 300, 360], span, seriesOf([60, 120, 180]), now);
  expect(lines.p95).toEqual([null, 60, 120, 180]);
  expect(lines.requests).toEqual([null, 15, 15, 15]);
  expect(lines.errors).toEqual([null, 14, 14, 14]);
  // A range of no whole buckets: moved so far that the last one lies before it.
  const uneven = { ...span, from: 190_000 };
  expect(movedTo([180, 240, 300, 360], uneven, seriesOf([60, 120, 180]), now).p50).toEqual([
    null,
    60,
    120,
    180,
  ]);
});

it("has tokens and cost as rates, of the period before too", () => {
  const llm = (times: number[]) => ({
    ...seriesOf(times),
    input_tokens: times.map(() => 40),
    output_tokens: times.map(() => 20),
    cost_dollars: times.map(() => 0.5),
  });
  const span = { ...rangeOf("now-3m", "now", now), from: 120_000, to: 240_000 };
  const before = movedTo([120, 180], span, llm([0, 60]), now);
  expect([before.tokens, before.cost]).toEqual([
    [60, 60],
    [30, 30],
  ]);
  const values = (lines: { label: string; values: unknown }[] | null) =>
    lines?.map(({ label, values }) => [label, values]);
  expect(values(tokenLines(llm([120, 180]), 30, before))).toEqual([
    ["out", [20, 40]],
    ["in", [40, 80]],
    ["previous, all", [60, 60]],
  ]);
  expect(values(costLines(llm([120, 180]), 30, null))).toEqual([["cost", [30, 60]]]);
  expect(movedTo([120], span, seriesOf([0]), now).tokens).toBeNull();
  expect(costLines(seriesOf([120]), 60, before)).toBeNull();
});

it("is a second, quieter line of each chart", () => {
  const series = seriesOf([180]);
  const span = { ...rangeOf("now-3m", "now", now), from: 180_000, to: 360_000 };
  const lines = movedTo([180], span, seriesOf([0]), now);
  const quiet = (all: { label: string; isQuiet?: boolean }[]) =>
    all.filter(({ isQuiet }) => isQuiet).map(({ label }) => label);
  expect(quiet(requestLines([1], lines))).toEqual(["previous"]);
  expect(quiet(errorLines(series, lines))).toEqual(["previous, all"]);
  expect(quiet(latencyLines(series, "none", lines))).toEqual([
    "p50 previous",
    "p95 previous",
    "p99 previous",
  ]);
  expect(quiet(latencyLines(series, "p95", lines))).toEqual(["p95 previous"]);
  for (const none of [null, undefined])
    expect(quiet([...requestLines([1], none), ...errorLines(series, none)])).toEqual([]);
});

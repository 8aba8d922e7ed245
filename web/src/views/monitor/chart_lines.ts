// Which lines the charts of an endpoint's numbers have, and those of the period before them.
import type { Series } from "../../charts/series";
import type { PreviousLines } from "./previous";
import { perHour, perMinuteOf, type MetricSeries } from "./series";

export const percentiles = ["p50", "p95", "p99"] as const;
type Percentile = (typeof percentiles)[number];
const colors = { p50: "--series-2", p95: "--series-1", p99: "--series-3" };

const errorClasses = [
  { key: "failed", label: "5xx", color: "--series-3" },
  { key: "timed_out", label: "504", color: "--series-4" },
  { key: "client_errors", label: "4xx", color: "--series-6" },
  { key: "rate_limited", label: "429", color: "--series-2" },
] as const;

const quiet = (key: string, label: string, color: string, values: Series["values"]): Series => ({
  key: `previous-${key}`,
  label,
  color,
  values,
  isQuiet: true,
});

export function requestLines(
  rate: Series["values"],
  before: PreviousLines | null | undefined,
): Series[] {
  const color = "--series-1";
  return [
    { key: "all", label: "all", values: rate, color, kind: "area" },
    ...(before ? [quiet("all", "previous", color, before.requests)] : []),
  ];
}

export function errorLines(
  series: MetricSeries,
  before: PreviousLines | null | undefined,
): Series[] {
  return [
    ...errorClasses.map(({ key, label, color }): Series => ({
      key,
      label,
      color,
      values: series[key],
      kind: "bars",
      isStacked: true,
      isSum: true,
    })),
    ...(before ? [quiet("all", "previous, all", "--series-3", before.errors)] : []),
  ];
}

export function latencyLines(
  series: MetricSeries,
  interval: string,
  before: PreviousLines | null | undefined,
): Series[] {
  const isOne = percentiles.includes(interval as Percentile);
  const lines: Series[] = percentiles.map((key) => ({
    key,
    label: key,
    values: series[key].values,
    color: colors[key],
    ...(key === "p50" && interval === "none" ? { bandTo: "p95" } : {}),
  }));
  const compared = percentiles
    .filter((key) => before && (!isOne || key === interval))
    .map((key) => quiet(key, `${key} previous`, colors[key], before![key]));
  if (!isOne) return [...lines, ...compared];
  const of = series[interval as Percentile];
  const color = colors[interval as Percentile];
  return [
    ...lines,
    { key: "low", label: "from", values: of.low, color, isDashed: true, bandTo: "high" },
    { key: "high", label: "to", values: of.high, color, isDashed: true },
    ...compared,
  ];
}

/** Tokens by minute; null where none are counted. */
export function tokenLines(
  series: MetricSeries,
  lastSeconds: number,
  before: PreviousLines | null | undefined,
): Series[] | null {
  const { input_tokens: input, output_tokens: output, bucket_seconds: bucket } = series;
  if (!input || !output) return null;
  const line = (key: string, color: string, values: readonly number[]): Series => ({
    key,
    label: key,
    values: perMinuteOf(values, bucket, lastSeconds),
    color,
    kind: "step",
    isStacked: true,
  });
  return [
    line("out", "--series-2", output),
    line("in", "--series-1", input),
    ...(before?.tokens ? [quiet("all", "previous, all", "--series-1", before.tokens)] : []),
  ];
}

/** Dollars by hour; null where none are counted. */
export function costLines(
  series: MetricSeries,
  lastSeconds: number,
  before: PreviousLines | null | undefined,
): Series[] | null {
  const { cost_dollars: cost, bucket_seconds: bucket } = series;
  if (!cost) return null;
  const color = "--series-5";
  const values = perHour(perMinuteOf(cost, bucket, lastSeconds));
  return [
    { key: "cost", label: "cost", values, color, kind: "step" },
    ...(before?.cost ? [quiet("cost", "previous", color, before.cost)] : []),
  ];
}

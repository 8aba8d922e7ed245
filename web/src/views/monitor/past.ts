// What is known of a range that has ended: the API sums up to now, so what is cut to it is added here.
import type { TimeRange } from "../../state/time_range";
import { levels, secondsOf, windowsMax, type DriftWindows, type Level } from "./drift_words";
import { errorRate, sum, totalsOf, type MetricSeries } from "./series";

export const isPast = (span: TimeRange): boolean => span.toText !== "now";

/** Bounds of the class of times in which the percentile lies, by nearest rank; null without times. */
export function percentileIn(
  { bounds_ms: bounds, counts }: MetricSeries["latency"],
  share: number,
): readonly [number, number] | null {
  const classes = bounds.slice(1).map((_, at) => sum(counts.map((one) => one[at] ?? 0)));
  const rank = Math.ceil(share * sum(classes));
  if (rank === 0) return null;
  let before = 0;
  const at = classes.findIndex((of) => (before += of) >= rank);
  return [bounds[at]!, bounds[at + 1]!];
}

/** Requests and errors of a series that is cut to the range. */
export function countsIn(series: MetricSeries) {
  const failed = sum(series.failed) + sum(series.timed_out);
  return {
    total_requests: sum(totalsOf(series)),
    error_rate: errorRate(sum(series.successful), failed),
  };
}

/** The finest windows of which the newest that are kept for reading reach back to its start. */
export function levelBack(span: TimeRange, at: number): Level {
  const back = (at - span.from) / 1000;
  return levels.find(([, , length]) => back / length <= windowsMax - 1)?.[0] ?? "1d";
}

/** How many windows up to now reach back to the start of the range. */
export const windowsBack = (span: TimeRange, level: Level, at: number): number =>
  Math.max(1, Math.min(windowsMax, Math.ceil((at - span.from) / 1000 / secondsOf(level)) + 1));

/** The windows that have a part in the range, with the scores of each feature. */
export function windowsWithin(all: DriftWindows, span: TimeRange): DriftWindows {
  const isIn = all.windows.map(
    (one) => Date.parse(one.started_at) < span.to && Date.parse(one.ended_at) > span.from,
  );
  const kept = <T>(values: T[]): T[] => values.filter((_, at) => isIn[at]);
  return {
    ...all,
    windows: kept(all.windows),
    features: all.features.map((one) => ({
      ...one,
      drifted: kept(one.drifted),
      drift_score: kept(one.drift_score),
      psi: kept(one.psi),
      ks: kept(one.ks),
      js_distance: kept(one.js_distance),
      wasserstein: kept(one.wasserstein),
      recent_value: kept(one.recent_value),
    })),
  };
}

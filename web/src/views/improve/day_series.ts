// Feedback by day as lines of a chart: a day without judgements is a gap, not a zero.
import type { Schemas } from "../../api/types";
import { none, percent } from "../../ui/format";

type Day = Schemas["DayFeedback"];
const daySeconds = 86_400;

export interface DaySeries {
  /** Epoch seconds of days, each day between the first and the last. */
  times: number[];
  /** The day of `now`, if it is one of them: it goes on. */
  openAt: number | undefined;
  series: Record<"rate" | "low" | "high", (number | null)[]> &
    Record<"total" | "negative", number[]>;
}

/** Of `now` in epoch milliseconds; days are those of UTC. */
export function daySeries(days: readonly Day[], now: number): DaySeries {
  const known = new Map(
    days.map(({ day, counts }) => [Date.parse(`${day}T00:00:00Z`) / 1000, counts]),
  );
  const starts = [...known.keys()];
  const out: DaySeries = {
    times: [],
    openAt: undefined,
    series: { rate: [], low: [], high: [], total: [], negative: [] },
  };
  if (starts.length === 0) return out;
  const last = Math.max(...starts);
  if (now / 1000 < last + daySeconds) out.openAt = last;
  for (let at = Math.min(...starts); at <= last; at += daySeconds) {
    const counts = known.get(at);
    out.times.push(at);
    out.series.rate.push(counts?.positive_rate ?? null);
    out.series.low.push(
      counts?.positive_rate === null ? null : (counts?.positive_rate_interval?.[0] ?? null),
    );
    out.series.high.push(
      counts?.positive_rate === null ? null : (counts?.positive_rate_interval?.[1] ?? null),
    );
    out.series.total.push(counts?.total_count ?? 0);
    out.series.negative.push(counts?.negative_count ?? 0);
  }
  return out;
}

/** `70.5 to 80.2 %`. */
export function intervalWords(interval: readonly number[] | null | undefined): string {
  const [low, high] = interval ?? [];
  if (low === undefined || high === undefined) return none;
  return `${percent(low).replace(" %", "")} to ${percent(high)}`;
}

// Judgements in a range that has ended: the API adds up to now, so days are added here.
import type { Schemas } from "../../api/types";
import type { TimeRange } from "../../state/time_range";
import { sum } from "../monitor/series";

export interface Rated {
  total_count: number;
  positive_rate: number | null;
  positive_rate_interval: readonly number[] | null;
}

const dayMs = 86_400_000;

/** Wilson's interval with 95 % confidence, as the API's. */
function wilson(positive: number, rated: number): [number, number] {
  const z = 1.959963984540054;
  const share = positive / rated;
  const middle = share + (z * z) / (2 * rated);
  const reach = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * rated)) / rated);
  const scale = 1 + (z * z) / rated;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

/** Of the days, in UTC, that have a part in the range. */
export function ratedIn(days: readonly Schemas["DayFeedback"][], span: TimeRange): Rated {
  const counts = days
    .filter(({ day }) => {
      const start = Date.parse(`${day}T00:00:00Z`);
      return start + dayMs > span.from && start < span.to;
    })
    .map((day) => day.counts);
  const positive = sum(counts.map((of) => of.positive_count));
  const rated = positive + sum(counts.map((of) => of.negative_count));
  return {
    total_count: sum(counts.map((of) => of.total_count)),
    positive_rate: rated > 0 ? positive / rated : null,
    positive_rate_interval: rated > 0 ? wilson(positive, rated) : null,
  };
}

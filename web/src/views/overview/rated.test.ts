// Judgements in a range that has ended.
import { expect, it } from "vitest";
import type { Schemas } from "../../api/types";
import { rangeOf } from "../../state/time_range";
import { ratedIn } from "./rated";

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

it("takes the days of the range, with the interval that the API would give", () => {
  const days = [day("2026-03-08", 50, 0), day("2026-03-09", 6, 2), day("2026-03-10", 0, 50)];
  const rated = ratedIn(days, span);
  expect(rated.total_count).toBe(8);
  expect(rated.positive_rate).toBe(0.75);
  expect(rated.positive_rate_interval![0]).toBeCloseTo(0.4093, 4);
  expect(rated.positive_rate_interval![1]).toBeCloseTo(0.9285, 4);
  expect(ratedIn([], span).positive_rate_interval).toBeNull();
});

// What is known of a range that has ended.
import { expect, it } from "vitest";
import { rangeOf } from "../../state/time_range";
import type { DriftWindows } from "./drift_words";
import { isPast, levelBack, percentileIn, windowsBack, windowsWithin } from "./past";

const now = Date.parse("2026-03-20T12:00:00Z");
const hour = 3_600_000;

it("finds the class in which a percentile lies, by nearest rank", () => {
  const spread = {
    bounds_ms: [0.1, 1, 2, 4],
    counts: [
      [3, 0, 0],
      [2, 4, 1],
    ],
  };
  expect(percentileIn(spread, 0.5)).toEqual([0.1, 1]);
  expect(percentileIn(spread, 0.51)).toEqual([1, 2]);
  expect(percentileIn(spread, 0.9)).toEqual([1, 2]);
  expect(percentileIn(spread, 0.99)).toEqual([2, 4]);
  expect(percentileIn({ bounds_ms: [], counts: [] }, 0.5)).toBeNull();
  expect(percentileIn({ bounds_ms: [1, 2], counts: [[0]] }, 0.5)).toBeNull();
});

it("knows ranges that have ended", () => {
  expect(isPast(rangeOf("now-3h", "now-1h", now))).toBe(true);
  expect(isPast(rangeOf("now-3h", "now", now))).toBe(false);
});

it("asks for as fine windows as reach back to the start of the range", () => {
  const back = (from: string, to: string) => levelBack(rangeOf(from, to, now), now);
  expect(back("now-3h", "now-2h")).toBe("5m");
  expect(back("now-5h", "now-4h")).toBe("1h");
  expect(back("now-3d", "now-2d")).toBe("6h");
  expect(back("now-90d", "now-80d")).toBe("1d");
  expect(windowsBack(rangeOf("now-3h", "now-2h", now), "1h", now)).toBe(4);
  expect(windowsBack(rangeOf("now-90d", "now-80d", now), "1d", now)).toBe(48);
});

it("keeps the windows of the range, with their scores", () => {
  const window = (at: number) => ({
    started_at: new Date(now - at * hour).toISOString(),
    ended_at: new Date(now - (at - 1) * hour).toISOString(),
  });
  const all = {
    windows: [window(4), window(3), window(2), window(1)],
    features: [
      {
        feature: "x",
        drifted: [false, true, false, true],
        drift_score: [0.1, 0.2, 0.3, 0.4],
        psi: [1, 2, 3, 4],
        ks: [null, null, null, null],
        js_distance: [1, 2, 3, 4],
        wasserstein: [1, 2, 3, 4],
        recent_value: [5, 6, 7, 8],
      },
    ],
  } as unknown as DriftWindows;
  const kept = windowsWithin(all, rangeOf("now-3h", "now-90m", now));
  expect(kept.windows).toEqual([window(3), window(2)]);
  expect(kept.features[0]).toMatchObject({ drift_score: [0.2, 0.3], drifted: [true, false] });
});

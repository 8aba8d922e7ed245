// What charts draw of gaps, and what they say in words.
import { expect, it } from "vitest";
import { count, milliseconds, perMinute } from "../ui/format";
import { alone, spoken, stepsOf, tallest, timeOf } from "./series";
import { sparkPaths } from "./sparkline";

it("leaves gaps where nothing is known", () => {
  expect(sparkPaths([1, 2, null, 3, 4], 40, 20)).toHaveLength(2);
  expect(sparkPaths([null, null], 40, 20)).toEqual([]);
  expect(sparkPaths([5], 40, 20)[0]).toMatch(/h0\.01$/);
});

it("says the last value, the range and where it goes", () => {
  const series = { key: "p95", label: "p95", color: "--series-1" };
  expect(spoken([{ ...series, values: [100, 100, 100, 120, 120, 120] }], milliseconds)).toBe(
    "p95: 120 ms, from 100 ms to 120 ms, up 20 %",
  );
  expect(spoken([{ ...series, values: [null] }], milliseconds)).toBe("p95: no data");
});

it("compares no count of a bucket that goes on with those of whole ones", () => {
  const sums = { key: "all", label: "All", color: "--series-1", isSum: true };
  const values = [10, 10, 10, 10, 10, 10, 1];
  expect(spoken([{ ...sums, values }], count, 6)).toBe("All: 1 until now, before from 10 to 10");
  expect(spoken([{ ...sums, values }], count)).toBe("All: 1, from 1 to 10, down 22 %");
  expect(spoken([{ ...sums, values: [1] }], count, 0)).toBe("All: 1 until now");
  const rate = { ...sums, isSum: false, values };
  expect(spoken([rate], count, 6)).toBe("All: 1, from 1 to 10, down 22 %");
});

it("has whole numbers at the axis of counts, and any at others", () => {
  const steps = stepsOf(count)!;
  expect(steps.slice(0, 5)).toEqual([1, 2, 5, 10, 20]);
  expect(steps.every(Number.isInteger)).toBe(true);
  expect(stepsOf(perMinute)).toBeUndefined();
});

it("says of the bucket that goes on that it does", () => {
  expect(timeOf(60, 60)).toMatch(/, until now$/);
  expect(timeOf(0, 60)).not.toContain("now");
});

it("finds the values that a line would not show", () => {
  expect(alone([1, null, 2, 3, null, 4])).toEqual([0, 5]);
  expect(alone([undefined, 1, undefined, 2, 3])).toEqual([1]);
  expect(alone([1, 2, null])).toEqual([]);
  expect(alone([])).toEqual([]);
});

it("draws the tallest bar of each pixel, and none where nothing is known", () => {
  const pixelOf = (at: number) => Math.floor(at / 3);
  expect(tallest([1, 9, 2, null, null, undefined, 4, null, 3, 0], 0, 9, pixelOf)).toEqual([
    [0, 9],
    [2, 4],
    [3, 0],
  ]);
});

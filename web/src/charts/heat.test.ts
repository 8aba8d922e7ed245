import { expect, it } from "vitest";
import { cumulative, widest } from "./cumulative";
import { fullestRow, labelledRows, largestOf, strengthOf } from "./heat";
import { alone, drawnOf } from "./series";

const heat = {
  times: [0, 60],
  bounds: [1, 2, 4],
  counts: [
    [1, 0],
    [3, 9],
  ],
};

it("colours what is rare too, and nothing not at all", () => {
  expect(strengthOf(0, 9)).toBe(0);
  expect(strengthOf(9, 9)).toBe(1);
  expect(strengthOf(1, 10_000)).toBeGreaterThan(0.12);
  expect(largestOf(heat)).toBe(9);
  expect(largestOf({ times: [], bounds: [], counts: [] })).toBe(0);
});

it("names few rows, and the fullest", () => {
  expect(labelledRows(2, 6)).toEqual([0, 1, 2]);
  expect(labelledRows(20, 6)).toEqual([0, 4, 8, 12, 16, 20]);
  expect(fullestRow(heat)).toBe(1);
  expect(fullestRow({ ...heat, counts: [[0, 0]] })).toBeNull();
});

it("adds shares up and finds where they part most", () => {
  expect(cumulative([0.25, 0.25, 0.5])).toEqual([0.25, 0.5, 1]);
  expect(widest([0.25, 0.5, 1], [0, 0.1, 1])).toBe(1);
});

it("finds values without neighbours", () => {
  expect(alone([1, null, 2, 3, null, 4])).toEqual([0, 5]);
  expect(alone([])).toEqual([]);
});

it("stacks series on those after them, without what is not stacked", () => {
  const series = (key: string, values: (number | null)[], isStacked: boolean) => ({
    key,
    label: key,
    values,
    color: "--series-1",
    isStacked,
  });
  const drawn = drawnOf([
    series("a", [1, 1], true),
    series("line", [5, 5], false),
    series("b", [2, null], true),
  ]);
  expect(drawn).toEqual([
    [3, 1],
    [5, 5],
    [2, null],
  ]);
});

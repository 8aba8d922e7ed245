// Long tables: which rows are in the page.
import { expect, it } from "vitest";
import { sorted, windowOf } from "./table_window";

it("holds few rows of 100,000, and always those that can be seen", () => {
  const count = 100_000;
  for (const scrollTop of [0, 1, 399, 4_000, 1_999_999, count * 40, count * 80]) {
    const { first, last } = windowOf(scrollTop, 560, 40, count);
    expect(last - first).toBeLessThan(40);
    const top = Math.min(scrollTop, count * 40 - 560);
    expect(first * 40).toBeLessThanOrEqual(top);
    expect(last * 40).toBeGreaterThanOrEqual(top + 560);
  }
  expect(windowOf(0, 560, 40, 3)).toEqual({ first: 0, last: 3 });
});

it("sorts numbers as numbers, leaves equals in order and puts the unknown last", () => {
  const rows = [
    { n: "v10", x: 1 },
    { n: "v2", x: null },
    { n: "v2", x: 3 },
  ];
  expect(sorted(rows, (row) => row.n, false).map(({ x }) => x)).toEqual([null, 3, 1]);
  expect(sorted(rows, (row) => row.x, false).map(({ x }) => x)).toEqual([1, 3, null]);
  expect(sorted(rows, (row) => row.x, true).map(({ x }) => x)).toEqual([3, 1, null]);
});

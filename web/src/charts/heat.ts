// How a heat map colours and names its cells.

export interface HeatData {
  /** Starts of the columns, epoch seconds. */
  times: readonly number[];
  /** Bounds of the rows: one more than there are. */
  bounds: readonly number[];
  /** By column, then row. */
  counts: readonly (readonly number[])[];
}

export const largestOf = ({ counts }: HeatData): number =>
  counts.reduce((most, column) => Math.max(most, ...column), 0);

/** 0 for nothing, else from 0.12 to 1: by the root, so that what is rare is seen too. */
export function strengthOf(count: number, largest: number): number {
  return count <= 0 || largest <= 0 ? 0 : 0.12 + 0.88 * Math.sqrt(count / largest);
}

/** Rows whose lower bound is written at the axis: at most `most`, evenly. */
export function labelledRows(rows: number, most: number): number[] {
  const every = Math.max(1, Math.ceil((rows + 1) / most));
  return Array.from({ length: rows + 1 }, (_, row) => row).filter((row) => row % every === 0);
}

/** The row with the most requests of all columns; null without any. */
export function fullestRow({ bounds, counts }: HeatData): number | null {
  const sums = bounds.slice(1).map((_, row) => counts.reduce((a, one) => a + (one[row] ?? 0), 0));
  const most = Math.max(0, ...sums);
  return most > 0 ? sums.indexOf(most) : null;
}

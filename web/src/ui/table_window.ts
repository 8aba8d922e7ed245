// Which rows of a long table are in the page, and in which order.

export interface SortState {
  key: string;
  isDescending: boolean;
}

const around = 8;

/** The rows [first, last) that can be seen, and some around them. */
export function windowOf(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): { first: number; last: number } {
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - height));
  const first = Math.max(0, Math.floor(top / rowHeight) - around);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + around);
  return { first, last };
}

type Value = string | number | null | undefined;

/** A sorted copy; what has no value comes last in both directions, equals stay in order. */
export function sorted<T>(rows: readonly T[], by: (row: T) => Value, isDescending: boolean): T[] {
  const sign = isDescending ? -1 : 1;
  return rows
    .map((row, index) => ({ row, index, value: by(row) }))
    .sort((a, b) => {
      const missing = Number(a.value == null) - Number(b.value == null);
      if (missing || a.value == null || b.value == null) return missing || a.index - b.index;
      const order =
        typeof a.value === "number" && typeof b.value === "number"
          ? a.value - b.value
          : String(a.value).localeCompare(String(b.value), "en", { numeric: true });
      return order * sign || a.index - b.index;
    })
    .map(({ row }) => row);
}

// A list that does not move under its reader: what is new waits until it is asked for.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

/** What was shown, each row as it is now; what is gone is gone. */
export function inPlace<T>(
  shown: readonly T[],
  rows: readonly T[],
  keyOf: (row: T) => string,
): { rows: T[]; fresh: number } {
  const now = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = shown.flatMap((row) => {
    const same = now.get(keyOf(row));
    return same === undefined ? [] : [same];
  });
  return { rows: kept, fresh: now.size - kept.length };
}

/** While `isFrozen`, rows keep their places and `fresh` tells how many wait; `show` lets them in. */
export function useFrozen<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  isFrozen: boolean,
): { rows: readonly T[]; fresh: number; show: () => void } {
  const shown = useRef<readonly T[]>(rows);
  const asked = useSignal(0);
  void asked.value;
  if (!isFrozen) shown.current = rows;
  const seen = inPlace(shown.current, rows, keyOf);
  const show = () => {
    shown.current = rows;
    ++asked.value;
  };
  return isFrozen ? { ...seen, show } : { rows, fresh: 0, show };
}

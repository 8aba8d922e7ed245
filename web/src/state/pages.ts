// A long list, read piece by piece: nothing moves under the reader until it is asked for anew.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { asApiError, type ApiError } from "../api/errors";
import type { Resource } from "./resource";

export interface Page<T> {
  items: readonly T[];
  next_cursor: string | null;
}

export interface Pages<T, P extends Page<T>> extends Resource<P> {
  /** Of all pieces that were read. */
  items: readonly T[];
  hasMore: boolean;
  /** Reads the next piece, if there is one and none is being read. */
  more: () => void;
  /** Reads what could not be read. */
  again: () => void;
  /** Changes what is shown, as a view does before the server has answered. */
  change: (how: (items: readonly T[]) => readonly T[]) => void;
}

/** A search may find nothing in a piece and still go on: so many pieces are read at once. */
const emptyPiecesMax = 20;

interface Held<T, P> {
  key: string;
  first: P | undefined;
  items: readonly T[];
  cursor: string | null;
  error: ApiError | null;
  isLoading: boolean;
  at: number | null;
}

/** Reads until something was found or there is no more. */
export async function piece<T, P extends Page<T>>(
  load: (cursor: string | undefined) => Promise<P>,
  from: string | undefined,
): Promise<{ first: P; last: P; items: T[] }> {
  const first = await load(from);
  let last = first;
  const items = [...first.items];
  for (let read = 1; items.length === 0 && last.next_cursor && read < emptyPiecesMax; ++read) {
    last = await load(last.next_cursor);
    items.push(...last.items);
  }
  return { first, last, items };
}

/** `key` names what is read, as of useResource. */
export function usePages<T, P extends Page<T>>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
): Pages<T, P> {
  const empty = (): Held<T, P> => ({
    key,
    first: undefined,
    items: [],
    cursor: null,
    error: null,
    isLoading: true,
    at: null,
  });
  const held = useSignal<Held<T, P>>(empty());
  const latest = useRef(load);
  const failed = useRef<string | undefined>(undefined);
  latest.current = load;
  const running = useRef<AbortController | null>(null);

  const read = useMemo(
    () => async (cursor: string | undefined) => {
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      held.value = { ...held.peek(), isLoading: true };
      try {
        const found = await piece<T, P>((at) => latest.current(at, mine.signal), cursor);
        if (running.current !== mine) return;
        const before = held.peek();
        held.value = {
          key,
          first: cursor ? before.first : found.first,
          items: cursor ? [...before.items, ...found.items] : found.items,
          cursor: found.last.next_cursor,
          error: null,
          isLoading: false,
          at: Date.now(),
        };
      } catch (thrown) {
        const error = asApiError(thrown);
        if (running.current === mine && error) {
          failed.current = cursor;
          held.value = { ...held.peek(), error, isLoading: false };
        }
      } finally {
        if (running.current === mine) running.current = null;
      }
    },
    [key],
  );

  useEffect(() => {
    if (held.peek().key !== key) held.value = empty();
    void read(undefined);
    return () => running.current?.abort();
  }, [read]);

  const { first, items, cursor, error, isLoading, at } = held.value;
  return {
    data: held.value.key === key ? first : undefined,
    items,
    hasMore: cursor !== null,
    error,
    isLoading,
    at,
    reload: () => void read(undefined),
    more: () => {
      const from = held.peek().cursor;
      if (from && !running.current) void read(from);
    },
    again: () => void read(failed.current),
    change: (how) => (held.value = { ...held.peek(), items: how(held.peek().items) }),
  };
}

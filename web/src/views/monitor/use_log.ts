// What the request log holds: pages of the filter, older ones on demand, and how many wait to be shown.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import { isPaused, isPolling, listen, missed } from "../../state/live";
import { isPast, range } from "../../state/time_range";
import {
  isWanted,
  joined,
  queryOf,
  toldMax,
  Waiting,
  type Filter,
  type Logged,
  type NewRequest,
} from "./log_rows";

const pageRows = 100;
export const rowsMax = 20_000;
/** A page of what is rare may be empty and not the last: how many are read for one look. */
const pagesAtOnce = 10;
/** Requests are written in about the order of their times: newer ones are looked for so far before the newest. */
const latenessMs = 5_000;
const followMs = 300;
const pollMs = 5_000;
const lookMs = 2_000;

interface Held {
  rows: readonly Logged[];
  next: string | null;
  isLoading: boolean;
  error: ApiError | null;
  /** The page that was asked for last. */
  asked: string | null;
  tookMs: number;
  dropped: number;
}
const nothing: Held = {
  rows: [],
  next: null,
  isLoading: true,
  error: null,
  asked: null,
  tookMs: 0,
  dropped: 0,
};

/** The range, or of it what is newer than the newest that is known. */
function boundsOf(newest: Logged | undefined) {
  const { from, to, fromText, toText } = range.peek();
  const known = newest ? Date.parse(newest.created_at) - latenessMs : 0;
  const since = Math.max(fromText ? from : 0, known);
  return {
    ...(since > 0 ? { since: new Date(since).toISOString() } : {}),
    ...(toText === "now" ? {} : { until: new Date(to).toISOString() }),
  };
}

const pageOf = (filter: Filter, newest: Logged | undefined, cursor: string | null) => ({
  ...queryOf(filter),
  ...boundsOf(newest),
  limit: pageRows,
  ...(cursor ? { cursor } : {}),
});

export function useLog(filter: Filter, key: string) {
  const held = useSignal<Held>(nothing);
  const fresh = useSignal({ count: 0, isMore: false });
  const waiting = useRef(new Waiting());
  const running = useRef<AbortController | null>(null);
  const count = () => {
    const { count, isMore } = waiting.current;
    fresh.value = { count, isMore };
  };
  const read = async (cursor: string | null) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const mark = waiting.current.begin();
    const startedAt = Date.now();
    const known = held.peek().rows;
    const newest = cursor ? undefined : known[0];
    held.value = { ...held.peek(), isLoading: true, error: null, asked: cursor };
    try {
      let next = cursor;
      const found: Logged[] = [];
      let dropped = 0;
      for (let page = 0; page < pagesAtOnce; ++page) {
        const query = pageOf(filter, newest, next);
        const answer = await api.get("/api/v1/monitoring/requests", { query, signal: mine.signal });
        found.push(...answer.items);
        next = answer.next_cursor;
        dropped = Object.values(answer.dropped_requests).reduce((a, b) => a + b, 0);
        const isEnough =
          cursor || known.length === 0
            ? found.length >= pageRows / 2
            : joined(found, known) !== null;
        if (!next || isEnough) break;
      }
      if (running.current !== mine) return;
      const all = cursor ? [...known, ...found] : joined(found, known, next === null);
      const isAnew = cursor || known.length === 0 || all === null;
      held.value = {
        rows: (all ?? found).slice(0, rowsMax),
        next: isAnew ? next : held.peek().next,
        isLoading: false,
        error: null,
        asked: cursor,
        tookMs: Date.now() - startedAt,
        dropped,
      };
      if (!cursor) waiting.current.settle(mark, found);
      count();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (running.current === mine && error)
        held.value = { ...held.peek(), isLoading: false, error };
    }
  };
  const wait = (items: readonly { id: string }[], isMore: boolean) => {
    waiting.current.add(items, held.peek().rows, isMore);
    count();
  };
  const isLooking = useRef(false);
  /** How many are new, without showing them: where nobody has told, or not of all. */
  const look = async () => {
    if (held.peek().isLoading || isLooking.current) return;
    isLooking.current = true;
    const mine = waiting.current;
    const mark = mine.begin();
    try {
      const { items, next_cursor: next } = await api.get("/api/v1/monitoring/requests", {
        query: pageOf(filter, held.peek().rows[0], null),
      });
      if (waiting.current !== mine) return;
      mine.looked(mark);
      wait(items, next !== null);
    } catch {
      // Who looks on their own account says nothing of a failure: the next look may succeed.
    } finally {
      isLooking.current = false;
    }
  };
  useEffect(() => {
    held.value = nothing;
    waiting.current = new Waiting();
    count();
    void read(null);
    return () => running.current?.abort();
  }, [key]);
  return { held: held.value, fresh: fresh.value, read, wait, look };
}

/** Counts what comes; shows it as it comes while `isFollowing`. */
export function useTail(
  filter: Filter,
  log: ReturnType<typeof useLog>,
  isFollowing: boolean,
): void {
  const latest = useRef({ filter, log, isFollowing });
  latest.current = { filter, log, isFollowing };
  const { held, fresh } = log;
  const catchUp = () => {
    const { log, isFollowing } = latest.current;
    if (isPast(range.peek())) return;
    if (isFollowing) void log.read(null);
    else void log.look();
  };
  useEffect(
    () =>
      listen("requests", (items) => {
        const { log, filter } = latest.current;
        if (isPast(range.peek())) return;
        const told = items as readonly NewRequest[];
        const isCut = told.length >= toldMax;
        log.wait(
          told.filter((one) => isWanted(one, filter)),
          isCut,
        );
      }),
    [],
  );
  const mustRead = isFollowing && (fresh.count > 0 || fresh.isMore) && !held.isLoading;
  useEffect(() => {
    if (!mustRead) return undefined;
    const after = held.error ? pollMs : Math.max(followMs, held.tookMs);
    const timer = setTimeout(() => void latest.current.log.read(null), after);
    return () => clearTimeout(timer);
  }, [mustRead]);
  // An event tells of the newest only: the others are counted, as far as one page of the list goes.
  const mustLook = !isFollowing && fresh.isMore && fresh.count < pageRows;
  useEffect(() => {
    if (!mustLook) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden && !isPaused.peek()) void latest.current.log.look();
    }, lookMs);
    return () => clearInterval(timer);
  }, [mustLook]);
  const gaps = missed.value;
  const seenGaps = useRef(gaps);
  useEffect(() => {
    if (gaps === seenGaps.current) return;
    seenGaps.current = gaps;
    catchUp();
  }, [gaps]);
  useEffect(() => {
    if (!isPolling.value) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden && !isPaused.peek()) catchUp();
    }, pollMs);
    return () => clearInterval(timer);
  }, [isPolling.value]);
}

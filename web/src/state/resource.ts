// What a view reads: shown while it is read again, and read again when something has changed.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { asApiError, type ApiError } from "../api/errors";
import { isPaused, isPolling, listen, missed, type Topic } from "./live";
import { now } from "./time_range";

export interface Resource<T> {
  /** What was read last; also while it is read anew and after that has failed. */
  data: T | undefined;
  error: ApiError | null;
  isLoading: boolean;
  /** When `data` was read, epoch milliseconds. */
  at: number | null;
  reload: () => void;
}

export interface ResourceOptions {
  /** Events after which it is read again, at most once in `throttleMs`. */
  topics?: readonly Topic[];
  throttleMs?: number;
  /** Also from time to time; three times as seldom while events come. 0: never. */
  everyMs?: number;
}

interface Held<T> {
  data: T | undefined;
  error: ApiError | null;
  isLoading: boolean;
  at: number | null;
}

/** After so long an answer is not waited for any more. */
const answerMsMax = 30_000;

/** `key` names what is read: when it changes, the old data is forgotten. "" reads nothing. */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { topics = [], throttleMs = 1_000, everyMs = 20_000 }: ResourceOptions = {},
): Resource<T> {
  const held = useSignal<Held<T>>({ data: undefined, error: null, isLoading: true, at: null });
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<AbortController | null>(null);
  const startedAt = useRef(0);
  const keyOfData = useRef("");

  const read = useMemo(
    () => async () => {
      running.current?.abort();
      if (!key) return;
      const mine = new AbortController();
      running.current = mine;
      startedAt.current = Date.now();
      held.value = { ...held.peek(), isLoading: true };
      try {
        const data = await latest.current(mine.signal);
        if (running.current !== mine) return;
        now.value = Date.now();
        held.value = { data, error: null, isLoading: false, at: Date.now() };
      } catch (thrown) {
        const error = asApiError(thrown);
        if (running.current === mine && error)
          held.value = { ...held.peek(), error, isLoading: false };
      } finally {
        if (running.current === mine) running.current = null;
      }
    },
    [key],
  );

  /** What is slow is waited for: where events come faster than answers, none would ever arrive. */
  const isUnderWay = () => running.current !== null && Date.now() - startedAt.current < answerMsMax;

  useEffect(() => {
    if (keyOfData.current !== key)
      held.value = { data: undefined, error: null, isLoading: true, at: null };
    keyOfData.current = key;
    void read();
    return () => running.current?.abort();
  }, [read]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        // Who pauses in between sees nothing move; all is read when they go on.
        if (isPaused.peek()) return;
        if (isUnderWay()) soon();
        else void read();
      }, throttleMs);
    };
    const ends = topics.map((topic) => listen(topic, soon));
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [read, topics.join(), throttleMs]);

  useEffect(() => {
    if (!everyMs) return undefined;
    let ticks = 0;
    const timer = setInterval(() => {
      if (document.hidden || isPaused.peek() || isUnderWay()) return;
      if (++ticks % (isPolling.peek() ? 1 : 3) === 0) void read();
    }, everyMs);
    return () => clearInterval(timer);
  }, [read, everyMs]);

  const seen = useRef(missed.peek());
  useSignalEffect(() => {
    if (missed.value === seen.current) return;
    seen.current = missed.value;
    void read();
  });

  return { ...held.value, reload: () => void read() };
}

const awaitedMs = 3_000;

/** Reads a list often while it is empty: whoever pastes the command that fills it sees that it did. */
export function useAwaited<T>(
  of: Resource<T>,
  isEmpty: (data: T) => boolean,
  everyMs = awaitedMs,
): void {
  const latest = useRef(of);
  latest.current = of;
  const isAwaited = of.data !== undefined && isEmpty(of.data);
  useEffect(() => {
    if (!isAwaited) return undefined;
    const timer = setInterval(() => {
      const { isLoading, reload } = latest.current;
      if (!document.hidden && !isPaused.peek() && !isLoading) reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [isAwaited, everyMs]);
}

/** How long to wait where a read has failed. */
const failedMs = 5_000;

/** Reads again and again while what was read goes on on the server. */
export function useWatched<T>(of: Resource<T>, isRunning: boolean, everyMs: number): void {
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(of.reload, of.error ? failedMs : everyMs);
    return () => clearTimeout(timer);
  }, [isRunning, of.at, of.error]);
}

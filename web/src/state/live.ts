// What changes on the server, as it changes: one stream for all tabs of a browser. The tab that
// holds the lock reads it and tells the others; a hidden or paused tab gives the lock away.
import { batch, computed, signal } from "@preact/signals";
import { authorization } from "../api/client";
import { readStream, StreamRefused } from "./event_stream";

export type Topic = "endpoints" | "metrics" | "alerts" | "requests" | "feedback" | "reset";
export type LiveState = "connecting" | "live" | "polling" | "paused" | "hidden" | "offline";
type Listener = (items: readonly unknown[]) => void;
interface Told {
  topic: Topic;
  items: readonly unknown[];
  id: string;
}

export const isPaused = signal(false);
export const lastEventAt = signal<number | null>(null);
const isHidden = signal(false);
const connection = signal<"connecting" | "live" | "polling" | "offline">("connecting");
export const liveState = computed<LiveState>(() => {
  if (isPaused.value) return "paused";
  return isHidden.value ? "hidden" : connection.value;
});
/** Whether views should ask again from time to time, because nobody tells them. */
export const isPolling = computed(() => connection.value !== "live");
/** Grows when events may have been missed: read again what is shown. */
export const missed = signal(0);

const listeners = new Map<Topic, Set<Listener>>();
let waiting: Told[] = [];
let isFrameAsked = false;
let lastEventId = "";
let channel: BroadcastChannel | null = null;
let stop: AbortController | null = null;
const lockName = "ontos-live";

export function listen(topic: Topic, listener: Listener): () => void {
  const all = listeners.get(topic) ?? new Set();
  listeners.set(topic, all.add(listener));
  return () => all.delete(listener);
}

/** Everything of one frame is shown at once. */
function deliver(): void {
  isFrameAsked = false;
  const told = waiting;
  waiting = [];
  batch(() => {
    for (const { topic, items } of told) {
      if (topic === "reset") ++missed.value;
      for (const listener of listeners.get(topic) ?? []) listener(items);
    }
  });
}

function hear(told: Told): void {
  if (told.id) lastEventId = told.id;
  lastEventAt.value = Date.now();
  if (isPaused.value) return;
  waiting.push(told);
  if (waiting.length > 1000) waiting = [{ topic: "reset", items: [], id: "" }];
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(deliver);
}

function tell(message: {
  told?: Told;
  state?: "live" | "polling" | "offline" | "connecting";
}): void {
  if (message.state) connection.value = message.state;
  if (message.told) hear(message.told);
  channel?.postMessage(message);
}

function itemsOf(data: string): readonly unknown[] {
  try {
    const body = JSON.parse(data) as { items?: unknown };
    return Array.isArray(body.items) ? body.items : [];
  } catch {
    return [];
  }
}

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** How long to wait before the next try, with chance so that tabs do not come together. */
export function pauseBefore(attempt: number, chance = Math.random()): number {
  return Math.min(10_000, 500 * 2 ** Math.min(attempt, 5)) * (0.75 + chance / 2);
}

/** Whether the server answers, if only to say that it has no stream for us. */
const isThere = (thrown: unknown) =>
  thrown instanceof StreamRefused && (thrown.status < 500 || thrown.status === 503);

/** Reads the stream, again and again, until this tab gives it away. */
async function lead(signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; ++attempt) {
    let wasOpen = false;
    const headers: Record<string, string> = authorization();
    if (lastEventId) headers["Last-Event-ID"] = lastEventId;
    try {
      await readStream("/api/v1/events", headers, signal, {
        open: () => {
          wasOpen = true;
          tell({ state: "live" });
          if (!lastEventId) hear({ topic: "reset", items: [], id: "" });
        },
        event: ({ id, event, data }) =>
          tell({ told: { id, topic: event as Topic, items: itemsOf(data) } }),
      });
    } catch (thrown) {
      if (signal.aborted) return;
      tell({ state: isThere(thrown) ? "polling" : "offline" });
    }
    if (signal.aborted) return;
    if (wasOpen) {
      attempt = 0;
      tell({ state: "connecting" });
    }
    await sleep(pauseBefore(attempt), signal);
  }
}

function start(): void {
  if (stop || isPaused.value || isHidden.value) return;
  if (!navigator.locks) {
    // Not a secure context: the tabs cannot agree on who reads, so each asks from time to time.
    connection.value = "polling";
    return;
  }
  stop = new AbortController();
  const { signal } = stop;
  navigator.locks.request(lockName, { signal }, () => lead(signal)).catch(() => undefined);
}

function end(): void {
  stop?.abort();
  stop = null;
}

export function setPaused(paused: boolean): void {
  isPaused.value = paused;
  if (paused) end();
  else {
    start();
    ++missed.value;
  }
}

export function startLive(): void {
  if (typeof BroadcastChannel !== "undefined") {
    channel = new BroadcastChannel(lockName);
    channel.onmessage = ({ data }: MessageEvent) => {
      if (data.state) connection.value = data.state;
      if (data.told) hear(data.told);
      if (data.asks && stop) channel?.postMessage({ state: connection.value });
    };
    channel.postMessage({ asks: true });
  }
  const see = () => {
    isHidden.value = document.hidden;
    if (document.hidden) end();
    else start();
  };
  document.addEventListener("visibilitychange", see);
  window.addEventListener("pagehide", end);
  window.addEventListener("pageshow", see);
  see();
}

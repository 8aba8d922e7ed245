// How many came since the list was read: they are shown when the reader asks for it.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Schemas } from "../../api/types";
import { listen, liveState } from "../../state/live";
import type { Pages } from "../../state/pages";
import { useResource } from "../../state/resource";
import { canShow, type Filters, type Item } from "./filters";

type Page = Schemas["FeedbackPage"];

/** Ids of those that are newer than the list: ids are in the order of time. */
export const newer = (items: readonly Item[], newest: string, filters: Filters): string[] =>
  items.filter((item) => item.id > newest && canShow(filters, item)).map(({ id }) => id);

/**
 * The stream tells of them, perhaps of some that the list has already or that were told before. Without
 * it the first page is read from time to time. `key` names what is read, as of usePages.
 */
export function useFresh(
  key: string,
  filters: Filters,
  { data, items }: Pages<Item, Page>,
  readFirst: (signal: AbortSignal) => Promise<Page>,
): number {
  const fresh = useSignal<ReadonlySet<string>>(new Set());
  const latest = useRef({ filters, newest: "" });
  latest.current.filters = filters;
  const add = (heard: readonly Item[]) => {
    const { filters: wanted, newest } = latest.current;
    const ids = newer(heard, newest, wanted);
    if (ids.length > 0) fresh.value = new Set([...fresh.peek(), ...ids]);
  };
  useEffect(() => {
    fresh.value = new Set();
    latest.current.newest = items[0]?.id ?? "";
    return listen("feedback", (heard) => add(heard as readonly Item[]));
  }, [data]);
  const isAsking = data !== undefined && liveState.value === "polling";
  const asked = useResource(isAsking ? `fresh ${key}` : "", readFirst, { everyMs: 10_000 });
  useEffect(() => add(asked.data?.items ?? []), [asked.data]);
  return data ? fresh.value.size : 0;
}

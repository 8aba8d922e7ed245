// A list that the server gives in pages, read to its end or to a bound that the reader is told of.
import { exchange } from "../api/client";
import type { Page } from "../state/pages";

export interface Whole<T> {
  items: readonly T[];
  /** There are more than were read. */
  isCut: boolean;
}

/** Reads page after page until the last, or until `most` are there. */
export async function everyPage<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  most: number,
): Promise<Whole<T>> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    // A page that leads to itself would never end.
    cursor = page.next_cursor === cursor ? undefined : (page.next_cursor ?? undefined);
  } while (cursor && items.length < most);
  return { items: items.slice(0, most), isCut: cursor !== undefined || items.length > most };
}

/** Where a Link header says that the list goes on; null at its end. */
export function cursorOf(link: string | null): string | null {
  const address = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  return address ? new URLSearchParams(address.split("?")[1]).get("cursor") : null;
}

/** A page of a list whose header says where it goes on. */
export async function linkedPage<T>(
  path: "/api/v1/deployment/endpoints" | "/api/v1/monitoring/metrics/performance",
  query: Record<string, unknown>,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<T>> {
  const { data, headers } = await exchange("get", path, {
    query: { ...query, ...(cursor ? { cursor } : {}) },
    signal,
  });
  return { items: data as T[], next_cursor: cursorOf(headers.get("link")) };
}

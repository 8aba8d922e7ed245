// The rows of the request log as they come: pages of older ones, newer ones that wait to be shown.
import type { Schemas } from "../../api/types";

export type Logged = Schemas["LoggedRequest"];

export interface Filter {
  endpoint: string;
  status: string;
  version: string;
  slower: string;
  feature: string;
  value: string;
}

/** The query of the API; what is empty or no number is left out. */
export function queryOf(filter: Filter) {
  const slower = Number(filter.slower);
  return {
    ...(filter.endpoint ? { endpoint_id: filter.endpoint } : {}),
    ...(/^[1-5]([0-9]{2}|xx)$/.test(filter.status) ? { status: filter.status } : {}),
    ...(filter.version ? { model_version: filter.version } : {}),
    ...(filter.slower.trim() && slower > 0 ? { min_latency_ms: slower } : {}),
    ...(filter.feature && filter.value ? { feature: filter.feature, value: filter.value } : {}),
  };
}

/** What an event of a new request says. */
export interface NewRequest {
  id: string;
  endpoint_id: string;
  endpoint_name: string;
  status: number;
  model_version: string;
  total_ms: number;
}

/** Whether a new request would be in the list; whether it has a value nobody knows before it is read. */
export function isWanted(one: NewRequest, filter: Filter): boolean {
  const query = queryOf(filter);
  const isStatus =
    !query.status ||
    String(one.status) === query.status ||
    `${String(one.status)[0]}xx` === query.status;
  return (
    (!filter.endpoint ||
      filter.endpoint === one.endpoint_id ||
      filter.endpoint === one.endpoint_name) &&
    isStatus &&
    (!query.model_version || query.model_version === one.model_version) &&
    (!query.min_latency_ms || one.total_ms >= query.min_latency_ms)
  );
}

/** The server tells of so many at once, the newest (`requests_max` of `app/live_topics.cpp`); there may be more. */
export const toldMax = 20;
const waitingMax = 1_000;

/** Which requests were told of and are not shown. */
export class Waiting {
  /** With the read that was under way, or done, when each was told of. */
  private readonly told = new Map<string, number>();
  private reads = 0;
  private moreAt = -1;

  get count(): number {
    return this.told.size;
  }
  /** Whether there may be others that nobody told of. */
  get isMore(): boolean {
    return this.moreAt >= 0;
  }

  add(items: readonly { id: string }[], shown: readonly { id: string }[], isMore: boolean): void {
    const known = new Set(shown.slice(0, waitingMax).map(({ id }) => id));
    for (const { id } of items)
      if (!known.has(id) && !this.told.has(id)) this.told.set(id, this.reads);
    if (isMore) this.moreAt = this.reads;
    for (const id of this.told.keys()) {
      if (this.told.size <= waitingMax) return;
      this.told.delete(id);
      this.moreAt = this.reads;
    }
  }

  /** A read begins: the number is for `settle`. */
  begin(): number {
    return ++this.reads;
  }

  /** Who looked since then knows of all, also of those that nobody told of. */
  looked(read: number): void {
    if (this.moreAt < read) this.moreAt = -1;
  }

  /** What was told of before that read began was found, or does not fit. */
  settle(read: number, found: readonly { id: string }[]): void {
    for (const { id } of found) this.told.delete(id);
    for (const [id, at] of this.told) if (at < read) this.told.delete(id);
    if (this.moreAt < read) this.moreAt = -1;
  }
}

/** Newer rows in front of those that are known; null where rows between them are not known, unless
 *  all newer ones are there. */
export function joined(
  newer: readonly Logged[],
  known: readonly Logged[],
  isWhole = false,
): Logged[] | null {
  const ids = new Set(newer.map(({ id }) => id));
  const older = known.filter(({ id }) => !ids.has(id));
  const isGap = known.length > 0 && older.length === known.length;
  return isGap && !isWhole ? null : [...newer, ...older];
}

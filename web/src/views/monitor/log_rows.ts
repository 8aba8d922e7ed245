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

/** Newer rows in front of those that are known; null where rows between them are not known. */
export function joined(newer: readonly Logged[], known: readonly Logged[]): Logged[] | null {
  const ids = new Set(newer.map(({ id }) => id));
  const older = known.filter(({ id }) => !ids.has(id));
  const isGap = known.length > 0 && older.length === known.length;
  return isGap ? null : [...newer, ...older];
}

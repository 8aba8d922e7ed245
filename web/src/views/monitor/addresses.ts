// Addresses of the views of monitoring.
import { href } from "../../state/location";

/** Names that are views themselves: an endpoint of this name is found by its id. */
const taken = ["alerts", "requests"];

type Params = Record<string, string | number | null | undefined>;

export function monitorOf(name: string, id: string, params: Params = {}): string {
  const reference = taken.includes(name) ? id : name;
  return href(`/monitor/${encodeURIComponent(reference)}`, params);
}

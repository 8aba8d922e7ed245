// What a silence holds back, in words, and which ended while the page was open.
import type { Schemas } from "../../api/types";
import { moment } from "../../ui/format";
import { nameOf, type Alert } from "./alert_words";

export type Silence = Schemas["Silence"];

/** What a matcher names, by its name where that is known. */
export function matcherWords(
  { label, value, is_equal: isEqual, is_regex: isRegex }: Silence["matchers"][number],
  alerts: readonly Alert[],
): string {
  const signs = `${isEqual === false ? "not " : ""}${isRegex ? "like " : ""}`;
  const named = alerts.find((one) => value === (label === "alert_id" ? one.id : one.endpoint_id));
  if (label === "alert_id" && named)
    return `alert is ${signs}${nameOf(named)} of ${named.endpoint_name}`;
  if (label === "endpoint_id" && named) return `endpoint is ${signs}${named.endpoint_name}`;
  return `${label} is ${signs}${value}`;
}

export const silenceWords = ({ matchers }: Silence, alerts: readonly Alert[]): string =>
  matchers.map((matcher) => matcherWords(matcher, alerts)).join(" and ");

export const isBegun = ({ starts_at: at }: Silence, now: number): boolean =>
  (moment(at) ?? 0) <= now;

/** Of those that were listed, the ones that are no more, the newest first. Of a list that is cut, only
 *  what is past has ended for sure. */
export function endedOf(
  seen: ReadonlyMap<string, Silence>,
  listed: Schemas["SilencePage"],
  now: number,
): Silence[] {
  const running = new Set(listed.items.map(({ id }) => id));
  const isOver = (one: Silence) => !listed.next_cursor || (moment(one.ends_at) ?? 0) <= now;
  return [...seen.values()]
    .filter((one) => !running.has(one.id) && isOver(one))
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

// What a silence holds back, in words.
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

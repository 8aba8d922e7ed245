// What a silence holds back: which alerts, and in words.
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

/** What a matcher may name of an alert, as the server has it. */
const labelsOf = (alert: Alert): Record<string, string> => ({
  ...(alert.labels as Record<string, string>),
  alert_id: alert.id,
  alert_name: nameOf(alert),
  alert_type: alert.alert_type,
  endpoint: alert.endpoint_name,
  endpoint_id: alert.endpoint_id,
  severity: alert.severity,
});

function isWhole(text: string, expression: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`, "s").test(text);
  } catch {
    // RE2 knows some words that a browser does not: then nothing is said.
    return false;
  }
}

type Matcher = Pick<Silence["matchers"][number], "label" | "value"> &
  Partial<Silence["matchers"][number]>;

/** Whether every matcher fits. */
export function isOf({ matchers }: { matchers: readonly Matcher[] }, alert: Alert): boolean {
  const labels = labelsOf(alert);
  return matchers.every(({ label, value, is_equal: isEqual, is_regex: isRegex }) => {
    const text = labels[label] ?? "";
    const fits = isRegex ? isWhole(text, value) : text === value;
    return fits === (isEqual ?? true);
  });
}

/** Of those that hold back what the alert tells now, the one that ends last. */
export function silenceOf(
  alert: Alert,
  silences: readonly Silence[],
  now: number,
): Silence | undefined {
  const endOf = ({ ends_at: at }: Silence) => moment(at) ?? 0;
  return silences
    .filter((one) => isBegun(one, now) && endOf(one) > now && isOf(one, alert))
    .sort((a, b) => endOf(b) - endOf(a))[0];
}

export const isBegun = ({ starts_at: at }: Silence, now: number): boolean =>
  (moment(at) ?? 0) <= now;

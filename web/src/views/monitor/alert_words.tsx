// What alerts are called, and their values with units.
import type { Schemas } from "../../api/types";
import { Badge, type Tone } from "../../ui/badge";
import { milliseconds, none, number, percent, perMinute, plural, span } from "../../ui/format";
import type { IconName } from "../../ui/icon";

export type Alert = Schemas["Alert"];
export type AlertType = Alert["alert_type"];

export const typeWords: Record<AlertType, string> = {
  latency: "Latency",
  error_rate: "Error rate",
  traffic: "Traffic",
  burn_rate: "Burn rate",
  drift: "Drift",
  null_rate: "Missing values",
  unseen_rate: "Unseen categories",
  model_quality: "Model quality",
  cost: "Cost",
  quality: "Satisfaction",
};
export const conditionWords = { gt: "above", lt: "below", eq: "equal to" } as const;

/** A value of this type with its unit. */
export function valueOf(type: AlertType, value: number | null | undefined): string {
  if (value === null || value === undefined) return none;
  switch (type) {
    case "latency":
      return milliseconds(value);
    case "error_rate":
    case "null_rate":
    case "unseen_rate":
    case "quality":
      return percent(value, 2);
    case "traffic":
      return perMinute(value);
    case "cost":
      return `$${number(value)}`;
    case "burn_rate":
      return `${number(value)}×`;
    default:
      return number(value);
  }
}

const samples: Partial<Record<AlertType, string>> = {
  drift: "row",
  null_rate: "row",
  unseen_rate: "row",
  model_quality: "row",
  quality: "judgement",
};

/** What a value is of: `480 requests`. */
export const samplesOf = (type: AlertType, of: number): string =>
  plural(of, samples[type] ?? "request");

export const nameOf = (alert: Pick<Alert, "name" | "alert_type">): string =>
  alert.name || typeWords[alert.alert_type];

/** `p95 above 200 ms over 5 min` */
export function ruleOf(alert: Alert): string {
  if (alert.alert_type === "burn_rate")
    return `Budget of ${percent(alert.objective, 3)} burns too fast`;
  const metric = alert.metric ? `${alert.metric} ` : "";
  const over = alert.window_minutes ? ` over ${span(alert.window_minutes * 60_000)}` : "";
  const hold = alert.for_seconds ? ` for ${span(alert.for_seconds * 1000)}` : "";
  const threshold = valueOf(alert.alert_type, alert.threshold);
  return `${metric}${conditionWords[alert.condition]} ${threshold}${over}${hold}`;
}

const states: Record<Alert["state"], [Tone, string, IconName?]> = {
  inactive: ["good", "Fine"],
  pending: ["warn", "Pending", "clock"],
  firing: ["bad", "Firing", "bell"],
  recovering: ["warn", "Recovering", "refresh"],
  no_data: ["quiet", "No data"],
  error: ["bad", "Error"],
};

export function AlertState({ alert }: { alert: Pick<Alert, "state" | "enabled"> }) {
  if (!alert.enabled)
    return (
      <Badge tone="quiet" icon="pause">
        Off
      </Badge>
    );
  const [tone, word, icon] = states[alert.state];
  return (
    <Badge tone={tone} {...(icon ? { icon } : {})} testid="alert-state">
      {word}
    </Badge>
  );
}

export const SilentBadge = () => (
  <Badge tone="info" icon="moonSmall" testid="alert-silent">
    silent
  </Badge>
);

const severities: Record<Alert["severity"], Tone> = {
  info: "info",
  warning: "warn",
  error: "bad",
  critical: "bad",
};

export const SeverityBadge = ({ severity }: { severity: Alert["severity"] }) => (
  <Badge tone={severities[severity]}>{severity}</Badge>
);

// What the editor of alerts holds, and the rule that it makes.
import type { Requests } from "../../api/types";
import type { MuteWindow } from "./mute_windows";
import { neededNumeral, numeral } from "../../ui/typed";
import type { Alert, AlertType } from "./alert_words";

export type Rule = Omit<Requests["NewAlert"], "endpoint_id">;

/** Every field as its text: what is empty is left to the server. */
export interface Form {
  endpoint: string;
  name: string;
  type: AlertType;
  metric: string;
  condition: "gt" | "lt" | "eq";
  threshold: string;
  recover: string;
  window: string;
  forSeconds: string;
  keepFiring: string;
  minSamples: string;
  severity: Alert["severity"];
  noData: Alert["no_data"];
  repeat: string;
  runbook: string;
  objective: string;
  isEnabled: boolean;
  channels: readonly unknown[];
  muted: readonly MuteWindow[];
}

/** What a threshold of this type is measured in, and one that makes sense. */
export const units: Record<AlertType, { unit: string; usual: string }> = {
  latency: { unit: "ms", usual: "200" },
  error_rate: { unit: "share: 0.05 is 5 %", usual: "0.05" },
  traffic: { unit: "requests per minute", usual: "1" },
  burn_rate: { unit: "not used: the budget's own factors hold", usual: "1" },
  drift: { unit: "drift score, 0 to 1", usual: "0.25" },
  null_rate: { unit: "share of rows", usual: "0.1" },
  unseen_rate: { unit: "share of rows", usual: "0.05" },
  model_quality: { unit: "the metric's own: accuracy 0 to 1", usual: "0.9" },
  cost: { unit: "dollars", usual: "10" },
  quality: { unit: "share of positive feedback", usual: "0.8" },
};

export const usualForm = (endpoint: string): Form => ({
  endpoint,
  name: "",
  type: "latency",
  metric: "",
  condition: "gt",
  threshold: units.latency.usual,
  recover: "",
  window: "",
  forSeconds: "60",
  keepFiring: "0",
  minSamples: "",
  severity: "warning",
  noData: "ok",
  repeat: "14400",
  runbook: "",
  objective: "0.999",
  isEnabled: true,
  channels: [],
  muted: [],
});

const text = (value: number | null | undefined) =>
  value === null || value === undefined ? "" : String(value);

export const formOf = (alert: Alert): Form => ({
  endpoint: alert.endpoint_name,
  name: alert.name ?? "",
  type: alert.alert_type,
  metric: alert.metric ?? "",
  condition: alert.condition,
  threshold: text(alert.threshold),
  recover: text(alert.recover_threshold),
  window: text(alert.window_minutes),
  forSeconds: text(alert.for_seconds),
  keepFiring: text(alert.keep_firing_seconds),
  minSamples: text(alert.min_samples),
  severity: alert.severity,
  noData: alert.no_data,
  repeat: text(alert.repeat_interval_seconds),
  runbook: alert.runbook_url ?? "",
  objective: text(alert.objective),
  isEnabled: alert.enabled,
  channels: alert.notification_channels,
  muted: alert.mute_windows,
});

/** What is no number is sent as it was typed. Channels are left out where they are as they were. */
export function ruleOf(form: Form, knownChannels: readonly unknown[] | null): Rule {
  const isBurn = form.type === "burn_rate";
  return {
    alert_type: form.type,
    threshold: neededNumeral(form.threshold),
    condition: form.condition,
    enabled: form.isEnabled,
    severity: form.severity,
    no_data: form.noData,
    name: form.name.trim() || null,
    metric: (isOfFeature(form.type) || metricsOf[form.type] ? form.metric.trim() : "") || null,
    window_minutes: isBurn ? null : (numeral(form.window) ?? null),
    recover_threshold: numeral(form.recover) ?? null,
    min_samples: numeral(form.minSamples) ?? null,
    mute_windows: [...form.muted],
    runbook_url: form.runbook.trim() || null,
    for_seconds: numeral(form.forSeconds) ?? 0,
    keep_firing_seconds: numeral(form.keepFiring) ?? 0,
    repeat_interval_seconds: numeral(form.repeat) ?? 14_400,
    ...(isBurn ? { objective: numeral(form.objective) ?? 0.999 } : {}),
    ...(form.channels === knownChannels
      ? {}
      : { notification_channels: form.channels as NonNullable<Rule["notification_channels"]> }),
  };
}

/** Whether it watches features, of which one can be named. */
export const isOfFeature = (type: AlertType): boolean =>
  ["drift", "null_rate", "unseen_rate"].includes(type);

/** The metrics that a type can be refined by. */
export const metricsOf: Partial<Record<AlertType, readonly string[]>> = {
  latency: ["p50", "p95", "p99", "mean"],
  burn_rate: ["page", "ticket"],
  model_quality: ["accuracy", "precision", "recall", "f1", "auc", "log_loss", "mae", "rmse", "r2"],
};

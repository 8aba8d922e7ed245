import { expect, it } from "vitest";
import { formOf, isOfFeature, ruleOf, usualForm } from "./alert_form";
import type { Alert } from "./alert_words";

it("leaves to the server what is empty, and what is no number", () => {
  const form = usualForm("tumour");
  expect(ruleOf({ ...form, threshold: " " }, null).threshold).toBe("");
  expect(ruleOf({ ...form, threshold: "much", forSeconds: "5 min" }, null)).toMatchObject({
    threshold: "much",
    for_seconds: "5 min",
  });
  const rule = ruleOf({ ...form, window: "", minSamples: "" }, null);
  expect(rule).toMatchObject({ threshold: 200, window_minutes: null, min_samples: null });
  expect(rule.notification_channels).toEqual([]);
  expect(rule).not.toHaveProperty("objective");
});

it("sends channels only where they were changed: what is shown of them is masked", () => {
  const channels = [{ type: "webhook", url: "https://a.example", secrets: ["whsec_…"] }];
  const form = { ...usualForm("tumour"), channels };
  expect(ruleOf(form, channels)).not.toHaveProperty("notification_channels");
  expect(ruleOf({ ...form, channels: [...channels, "b@example.com"] }, channels)).toHaveProperty(
    "notification_channels",
  );
});

it("reads an alert back as it was", () => {
  const alert = {
    endpoint_name: "tumour",
    name: null,
    alert_type: "drift",
    metric: "max",
    condition: "gt",
    threshold: 0.25,
    recover_threshold: null,
    window_minutes: 60,
    for_seconds: 0,
    keep_firing_seconds: 0,
    min_samples: null,
    severity: "critical",
    no_data: "ok",
    repeat_interval_seconds: 14400,
    runbook_url: null,
    objective: 0.999,
    enabled: true,
    notification_channels: [],
    mute_windows: [{ days: ["sun"], from: "00:00", to: "24:00", time_zone: "UTC" }],
  } as unknown as Alert;
  const form = formOf(alert);
  expect(ruleOf(form, form.channels)).toMatchObject({
    alert_type: "drift",
    threshold: 0.25,
    window_minutes: 60,
    name: null,
    severity: "critical",
    mute_windows: alert.mute_windows,
  });
});

it("names a feature only where features are watched", () => {
  const of = (type: Alert["alert_type"]) =>
    ruleOf({ ...usualForm("tumour"), type, metric: "radius" }, null).metric;
  expect([of("drift"), of("null_rate"), of("unseen_rate")]).toEqual(Array(3).fill("radius"));
  expect([of("traffic"), of("error_rate"), of("cost"), of("quality")]).toEqual(Array(4).fill(null));
  expect(isOfFeature("traffic")).toBe(false);
});

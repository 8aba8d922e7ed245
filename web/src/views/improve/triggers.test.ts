// What the form of retrain triggers sends, and what is read back into it.
import { expect, it } from "vitest";
import { againOf, configOf, draftOf, jobOf } from "./job_draft";
import { measuredWords } from "./trigger_drawer";
import { type Trigger, triggerDraftOf, triggerOf, usualTrigger } from "./trigger_draft";
import { approvedOf } from "./use_sheets";

it("sends only the members of the chosen condition", () => {
  const all = {
    ...usualTrigger,
    name: " Nightly ",
    sheet: "s1",
    endpoint: "e1",
    windowHours: "24",
    baselineHours: "48",
    minDrop: "0.05",
    timeZone: " Europe/Berlin ",
  };
  expect(triggerOf(all)).toEqual({
    name: "Nightly",
    description: "",
    condition: { type: "approved_rows", training_sheet_id: "s1", min_rows: 100 },
    action: { type: "open_gap" },
    notification_channels: [],
    enabled: true,
    dry_run: false,
    cooldown_minutes: 1440,
  });
  const conditionOf = (changes: Partial<typeof all>) => triggerOf({ ...all, ...changes }).condition;
  expect(conditionOf({ condition: "satisfaction_drop" })).toEqual({
    type: "satisfaction_drop",
    endpoint_id: "e1",
    compare: "windows",
    window_hours: 24,
    baseline_hours: 48,
    min_drop: 0.05,
  });
  expect(conditionOf({ condition: "satisfaction_drop", compare: "versions" })).not.toHaveProperty(
    "baseline_hours",
  );
  expect(conditionOf({ condition: "drift", windows: "2" })).toEqual({
    type: "drift",
    endpoint_id: "e1",
    windows: 2,
    window_hours: 24,
  });
  expect(conditionOf({ condition: "schedule" })).toEqual({
    type: "schedule",
    cron: "0 3 * * 1",
    time_zone: "Europe/Berlin",
  });
});

it("leaves what is no number to the server, and what is empty out", () => {
  expect(triggerOf({ ...usualTrigger, minRows: "many" }).condition.min_rows).toBe("many");
  expect(triggerOf({ ...usualTrigger, minRows: " " }).condition).not.toHaveProperty("min_rows");
  expect(triggerOf({ ...usualTrigger, cooldown: "0" }).cooldown_minutes).toBe(0);
  expect(triggerOf({ ...usualTrigger, cooldown: "" })).not.toHaveProperty("cooldown_minutes");
});

it("reads a trigger into the form and sends it back as it was, without the channels", () => {
  const trigger = {
    name: "Drift",
    description: "Why.",
    enabled: false,
    dry_run: true,
    cooldown_minutes: 60,
    condition: { type: "drift", endpoint_id: "e1", windows: 4 },
    action: {
      type: "create_job",
      job: {
        training_sheet_id: "s1",
        model_name: "main.a.b",
        train_val_split: 0.8,
        training_config: { epochs: 3, layers: [1, 2], tag: "3" },
      },
    },
    notification_channels: [{ type: "webhook", url: "https://hooks.example/…" }],
  } as unknown as Trigger;
  const sent = triggerOf(triggerDraftOf(trigger), trigger.notification_channels);
  expect(sent).toEqual({
    name: "Drift",
    description: "Why.",
    enabled: false,
    dry_run: true,
    cooldown_minutes: 60,
    condition: { type: "drift", endpoint_id: "e1", windows: 4 },
    action: {
      type: "create_job",
      job: {
        ...(trigger.action.job as object),
        trainer: "",
        base_model: "",
      },
    },
  });
});

it("types the configuration of a job", () => {
  const pairs = [
    { name: "epochs", value: "3" },
    { name: " fast ", value: "true" },
    { name: "name", value: "x" },
    { name: "", value: "not sent" },
  ];
  expect(configOf(pairs)).toEqual({ epochs: 3, fast: true, name: "x" });
  expect(jobOf(draftOf({ export_id: "x", model_name: "m" }))).not.toHaveProperty(
    "training_sheet_id",
  );
});

it("asks for a job again with all that it had, of its files or of its sheet", () => {
  const same = {
    training_sheet_id: "s",
    trainer: "quick",
    model_name: "main.default.m",
    base_model: "b",
    training_config: { epochs: 3, note: "3" },
    parameters: { gpu: true },
    register_to_uc: false,
    timeout_seconds: 60,
  };
  const job = {
    ...same,
    export_id: "e",
    export_options: { format: "csv", train_split: 0.8 },
    status: "failed",
    train_pairs: 10,
  } as never;
  expect(jobOf(againOf(job, true))).toEqual({ ...same, export_id: "e" });
  expect(jobOf(againOf(job, false))).toEqual({
    ...same,
    export_options: { format: "csv", train_split: 0.8 },
  });
});

it("says what was measured in its unit", () => {
  const nothing = {
    approved_rows: null,
    wanted_rows: null,
    drop: null,
    drop_interval: null,
    drift_windows: [],
    scheduled_at: null,
  } as unknown as Parameters<typeof measuredWords>[0];
  expect(measuredWords({ ...nothing, approved_rows: 1200, wanted_rows: 1000 })).toBe(
    "1\u2009200 rows, 1\u2009000 wanted",
  );
  expect(measuredWords({ ...nothing, drop: 0.123, drop_interval: [0.05, 0.2] })).toBe(
    "a drop of 12.3 %, from 5 % to 20 %",
  );
  const window = { confirmed: true } as (typeof nothing)["drift_windows"][number];
  expect(
    measuredWords({ ...nothing, drift_windows: [window, { ...window, confirmed: false }] }),
  ).toBe("drift in 1 of 2 windows");
  expect(measuredWords(nothing)).toBe("–");
});

it("counts as approved what a person approved or edited, and nothing that only may be exported", () => {
  expect(approvedOf({ approved_count: 149, edited_count: 2 })).toBe(151);
});

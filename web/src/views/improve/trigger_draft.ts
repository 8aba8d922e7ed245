// A retrain trigger while it is typed, and the request that it makes.
import type { Requests, Schemas } from "../../api/types";
import { numeral } from "../../ui/typed";
import { draftOf, type JobDraft, jobOf, usualJob } from "./job_draft";

export type Trigger = Schemas["RetrainTrigger"];
export type ConditionType = Trigger["condition"]["type"];
export type ActionType = Trigger["action"]["type"];
type Wanted = Requests["NewRetrainTriggerInput"];
type Condition = Wanted["condition"];

/** Every field as its text: what is empty is left to the server. */
export interface TriggerDraft {
  name: string;
  description: string;
  condition: ConditionType;
  sheet: string;
  minRows: string;
  endpoint: string;
  compare: "windows" | "versions";
  windowHours: string;
  baselineHours: string;
  minRatings: string;
  minDrop: string;
  windows: string;
  cron: string;
  timeZone: string;
  action: ActionType;
  job: JobDraft;
  channels: readonly unknown[];
  cooldown: string;
  isEnabled: boolean;
  isTrial: boolean;
}

export const usualTrigger: TriggerDraft = {
  name: "",
  description: "",
  condition: "approved_rows",
  sheet: "",
  minRows: "100",
  endpoint: "",
  compare: "windows",
  windowHours: "",
  baselineHours: "",
  minRatings: "",
  minDrop: "",
  windows: "",
  cron: "0 3 * * 1",
  timeZone: "",
  action: "open_gap",
  job: usualJob,
  channels: [],
  cooldown: "1440",
  isEnabled: true,
  isTrial: false,
};

const text = (value: number | string | null | undefined): string => String(value ?? "");

/** Of a trigger that the server keeps. */
export const triggerDraftOf = (trigger: Trigger): TriggerDraft => ({
  name: trigger.name,
  description: trigger.description,
  condition: trigger.condition.type,
  sheet: text(trigger.condition.training_sheet_id),
  minRows: text(trigger.condition.min_rows),
  endpoint: text(trigger.condition.endpoint_id),
  compare: trigger.condition.compare ?? "windows",
  windowHours: text(trigger.condition.window_hours),
  baselineHours: text(trigger.condition.baseline_hours),
  minRatings: text(trigger.condition.min_ratings),
  minDrop: text(trigger.condition.min_drop),
  windows: text(trigger.condition.windows),
  cron: text(trigger.condition.cron),
  timeZone: text(trigger.condition.time_zone),
  action: trigger.action.type,
  job: trigger.action.job ? draftOf(trigger.action.job) : usualJob,
  channels: trigger.notification_channels,
  cooldown: text(trigger.cooldown_minutes),
  isEnabled: trigger.enabled,
  isTrial: trigger.dry_run,
});

/** The members that are there. */
function given<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  const there = Object.entries(members).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(there) as T;
}

function conditionOf(draft: TriggerDraft): Condition {
  const { condition: type } = draft;
  switch (type) {
    case "approved_rows":
      return given<Condition>({
        type,
        training_sheet_id: draft.sheet,
        min_rows: numeral(draft.minRows),
      });
    case "satisfaction_drop":
      return given<Condition>({
        type,
        endpoint_id: draft.endpoint,
        compare: draft.compare,
        window_hours: numeral(draft.windowHours),
        // Versions are compared in one window.
        baseline_hours: draft.compare === "windows" ? numeral(draft.baselineHours) : undefined,
        min_ratings: numeral(draft.minRatings),
        min_drop: numeral(draft.minDrop),
      });
    case "drift":
      return given<Condition>({
        type,
        endpoint_id: draft.endpoint,
        windows: numeral(draft.windows),
        window_hours: numeral(draft.windowHours),
      });
    case "schedule":
      return given<Condition>({
        type,
        cron: draft.cron.trim(),
        time_zone: draft.timeZone.trim(),
      });
  }
}

/** What is sent. Channels are left out where they are as they were: read, they have no secrets. */
export function triggerOf(draft: TriggerDraft, knownChannels?: readonly unknown[]): Wanted {
  const cooldown = numeral(draft.cooldown);
  return {
    name: draft.name.trim(),
    description: draft.description,
    condition: conditionOf(draft),
    action: {
      type: draft.action,
      ...(draft.action === "create_job" ? { job: jobOf(draft.job) } : {}),
    },
    enabled: draft.isEnabled,
    dry_run: draft.isTrial,
    ...(cooldown === undefined ? {} : { cooldown_minutes: cooldown }),
    ...(draft.channels === knownChannels
      ? {}
      : {
          notification_channels: draft.channels as NonNullable<Wanted["notification_channels"]>,
        }),
  };
}

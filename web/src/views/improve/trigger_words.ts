// What retrain triggers are called: when they fire, and what they do then.
import { count, none, plural } from "../../ui/format";
import type { Trigger } from "./trigger_draft";

export const actionWords: Record<Trigger["action"]["type"], string> = {
  notify: "tells its channels",
  open_gap: "opens a gap",
  create_job: "makes a training job",
};

export function conditionWords(condition: Trigger["condition"]): string {
  switch (condition.type) {
    case "approved_rows":
      return `${plural(condition.min_rows ?? 0, "row is", "rows are")} newly approved`;
    case "satisfaction_drop":
      return "satisfaction falls";
    case "drift":
      return `inputs drift in ${count(condition.windows ?? 3)} windows`;
    case "schedule":
      return `at ${condition.cron ?? none} ${condition.time_zone ?? "UTC"}`;
  }
}

// How a training job is, in a word.
import type { Schemas } from "../../api/types";
import { Badge, type Tone } from "../../ui/badge";
import type { IconName } from "../../ui/icon";

export type JobStatus = Schemas["TrainingJob"]["status"];

const words: Record<JobStatus, [Tone, string, IconName?]> = {
  pending: ["info", "Files are made", "pending"],
  queued: ["info", "Waits", "clock"],
  running: ["info", "Training", "refresh"],
  succeeded: ["good", "Succeeded"],
  failed: ["bad", "Failed"],
  cancelled: ["quiet", "Cancelled", "stop"],
  timeout: ["bad", "Took too long", "clock"],
};

export const isLive = (status: JobStatus): boolean =>
  status === "pending" || status === "queued" || status === "running";

export const jobWords = (status: JobStatus): string => words[status][1];

/** The version that came of it; "" while there is none. */
export function versionWords({
  model_version: own,
  external_model_version: external,
}: Pick<Schemas["TrainingJob"], "model_version" | "external_model_version">): string {
  return own ?? (external ? `${external} (kept and served elsewhere)` : "");
}

export function JobBadge({ status }: { status: JobStatus }) {
  const [tone, word, icon] = words[status];
  return (
    <Badge tone={tone} {...(icon ? { icon } : {})} testid="job-state">
      {word}
    </Badge>
  );
}

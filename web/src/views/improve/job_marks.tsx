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

export function JobBadge({ status }: { status: JobStatus }) {
  const [tone, word, icon] = words[status];
  return (
    <Badge tone={tone} {...(icon ? { icon } : {})} testid="job-state">
      {word}
    </Badge>
  );
}

// One training job: how far it is, what was measured, what its trainer wrote, where it came from.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { useResource, useWatched } from "../../state/resource";
import { Button, LinkButton } from "../../ui/button";
import { CodeBlock } from "../../ui/command";
import { Confirm, Drawer } from "../../ui/dialog";
import { brief, count, none, percentage, span, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { toast } from "../../ui/toast";
import { withTimes } from "../../ui/ticked";
import { DeliveryList, useDeliveries } from "../deliveries";
import { isLive, JobBadge, jobWords, versionWords } from "./job_marks";

type Job = Schemas["TrainingJob"];
const watchMs = 2_000;

function Events({ job }: { job: Job }) {
  const events = useResource(
    `job-events ${job.id} ${job.revision}`,
    (signal) =>
      api.get("/api/v1/training/jobs/{job_id}/events", { path: { job_id: job.id }, signal }),
    { everyMs: 0 },
  );
  return (
    <section class="stack tight">
      <h3>What happened</h3>
      <Loaded of={events} lines={3}>
        {({ items }) => (
          <ol class="revisions" data-testid="job-events">
            {items.map(({ number, created_at: at, message, told_by: by, status }) => (
              <li class="revision" key={number}>
                <span>{message || jobWords(status)}</span>
                <span class="quiet">{`${time(at)}, ${by}`}</span>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}

function Log({ job }: { job: Job }) {
  const log = useResource(
    `job-log ${job.id} ${job.revision}`,
    (signal) =>
      api.get("/api/v1/training/jobs/{job_id}/logs", { path: { job_id: job.id }, signal }),
    { everyMs: 0 },
  );
  if (log.data && !log.data.tail) return null;
  // Where it went wrong, this is what its reader came for.
  const isWrong = job.status === "failed" || job.status === "timeout";
  return (
    <details class="more" open={isWrong} data-testid="job-log">
      <summary>What the trainer wrote</summary>
      <Loaded of={log} lines={3}>
        {({ tail }) => <CodeBlock code={tail} label="The end of the trainer's log" />}
      </Loaded>
    </details>
  );
}

/** Of a trainer behind a webhook: whether it was reached, and what it answered. */
function Notices({ job }: { job: Job }) {
  const log = useDeliveries({ alert_id: job.id });
  if (!log.data?.items.length) return null;
  return (
    <section class="stack tight">
      <h3>Told to its trainer</h3>
      <DeliveryList log={log} testid="job-deliveries" empty={null} />
    </section>
  );
}

function Content({ job }: { job: Job }) {
  const took = job.started_at
    ? Date.parse(job.finished_at ?? job.updated_at) - Date.parse(job.started_at)
    : null;
  const members = { ...job.training_config, ...job.parameters };
  return (
    <div class="stack item">
      {isLive(job.status) ? (
        <div class="progress">
          <progress value={job.progress_percent} max={100} aria-label="How far the job is" />
          <span>{percentage(job.progress_percent, 0)}</span>
        </div>
      ) : null}
      <Facts
        facts={[
          ["State", <JobBadge key="s" status={job.status} />],
          ["Said", withTimes(job.status_message) || none],
          [
            "Sheet",
            <a key="t" href={href(`/improve/sheets/${job.training_sheet_id}`)}>
              {job.training_sheet_name}
            </a>,
          ],
          [
            "Export",
            job.export_id ? (
              <a
                key="e"
                href={href(`/improve/sheets/${job.training_sheet_id}`, {
                  tab: "exports",
                  export: job.export_id,
                })}
              >
                Its files and safety report
              </a>
            ) : (
              none
            ),
          ],
          ["Rows", `${count(job.train_pairs)} to train on, ${count(job.val_pairs)} to validate by`],
          ["Trainer", job.trainer],
          ["Version", versionWords(job) || none],
          ["Starts from", job.base_model || none],
          ["Asked for", `${time(job.created_at)} by ${job.created_by}`],
          ["Took", span(took)],
          [
            "What it came of",
            <a key="l" href={href("/improve/lineage", { kind: "training_job", id: job.id })}>
              Its lineage
            </a>,
          ],
        ]}
      />
      {Object.keys(job.metrics).length > 0 ? (
        <section class="stack tight">
          <h3>Measured</h3>
          <Facts facts={Object.entries(job.metrics).map(([name, value]) => [name, brief(value)])} />
        </section>
      ) : null}
      {Object.keys(members).length > 0 ? (
        <section class="stack tight">
          <h3>Configuration</h3>
          <Facts facts={Object.entries(members).map(([name, value]) => [name, brief(value)])} />
        </section>
      ) : null}
      <Events job={job} />
      <Notices job={job} />
      <Log job={job} />
    </div>
  );
}

export function JobDrawer({
  id,
  onClose,
  onChanged,
}: {
  id: string;
  onClose: () => void;
  onChanged: () => void;
}) {
  const job = useResource(
    `job ${id}`,
    (signal) => api.get("/api/v1/training/jobs/{job_id}", { path: { job_id: id }, signal }),
    { everyMs: 0 },
  );
  const isAsking = useSignal(false);
  const live = job.data ? isLive(job.data.status) : false;
  useWatched(job, live, watchMs);
  // The list behind it is read more seldom.
  useEffect(() => {
    if (job.data?.status) onChanged();
  }, [job.data?.status]);
  const cancel = async () => {
    await api.post("/api/v1/training/jobs/{job_id}/cancel", { path: { job_id: id } });
    toast("The job is cancelled.");
    job.reload();
    onChanged();
  };
  const version = job.data?.model_version;
  return (
    <Drawer
      title={job.data?.model_name ?? "Training job"}
      onClose={onClose}
      testid="job"
      footer={
        live ? (
          <Button
            look="danger"
            onClick={() => (isAsking.value = true)}
            needs="improve:write"
            data-testid="job-cancel"
          >
            Cancel the job
          </Button>
        ) : job.data ? (
          <>
            <LinkButton
              icon="refresh"
              href={href("/improve/training", { job: "new", again: id })}
              testid="job-again"
            >
              Train again
            </LinkButton>
            {version ? (
              <>
                <LinkButton href={href(`/models/${job.data.model_name}`, { version })}>
                  Version {version}
                </LinkButton>
                <LinkButton
                  look="primary"
                  icon="deploy"
                  href={href("/deploy", { new: 1, model: job.data.model_name, version })}
                  testid="job-deploy"
                >
                  Deploy
                </LinkButton>
              </>
            ) : null}
          </>
        ) : undefined
      }
    >
      <Loaded of={job} lines={8}>
        {(data) => <Content job={data} />}
      </Loaded>
      {isAsking.value ? (
        <Confirm
          title="Cancel this job?"
          verb="Cancel the job"
          onClose={() => (isAsking.value = false)}
          onConfirm={cancel}
        >
          <p>Its trainer is stopped, and no model version comes of it.</p>
        </Confirm>
      ) : null}
    </Drawer>
  );
}

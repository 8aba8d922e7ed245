// Asks for a training job: which sheet, which trainer, which model comes of it; or one once more.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { api } from "../../api/client";
import { ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, SelectField } from "../../ui/form";
import { brief, plural, span } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { useSending } from "../../ui/use_sending";
import { againOf, type JobDraft, jobFields, jobOf, usualJob } from "./job_draft";
import { JobFields } from "./job_fields";
import { lastSheet, useSheets } from "./use_sheets";

type Job = Schemas["TrainingJob"];

interface Before {
  job: Job;
  /** Whether its files are there still. */
  hasFiles: boolean;
}

interface FormProps {
  onClose: () => void;
  onMade: (id: string) => void;
}

const shown = [...jobFields, "export_id"].map((name) => `/body/${name}`);

/** What the fields do not show and is sent as it was. */
function Kept({ job }: { job: Job }) {
  return (
    <section class="stack tight" data-testid="job-kept">
      <h3>As before</h3>
      <Facts
        facts={[
          ...Object.entries(job.parameters).map(([name, value]): [string, string] => [
            name,
            brief(value),
          ]),
          ["Time limit", span(job.timeout_seconds * 1000)],
          ["Registers a version", job.register_to_uc ? "Yes" : "No"],
        ]}
      />
    </section>
  );
}

export function JobForm({ before, onClose, onMade }: FormProps & { before?: Before }) {
  const sheets = useSheets();
  const draft = useSignal<JobDraft>(
    before ? againOf(before.job, before.hasFiles) : { ...usualJob, sheet: lastSheet() },
  );
  const { isBusy, error, send, clear } = useSending();
  const trainable = useMemo(
    () => sheets.data?.filter(({ exportable_count: rows }) => rows > 0),
    [sheets.data],
  );
  const put = (changes: Partial<JobDraft>) => {
    draft.value = { ...draft.value, ...changes };
    clear();
  };
  const make = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const { id } = await api.post("/api/v1/training/jobs", { body: jobOf(draft.value) });
      onMade(id);
    }, "The job is asked for.");
  };
  const take = ({ job }: Before, isOfFiles: boolean) => {
    const { kept, sheet } = againOf(job, isOfFiles);
    put({ kept, sheet });
  };
  return (
    <Drawer
      title={before ? "Train again" : "Train a model"}
      onClose={onClose}
      testid="job-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          disabled={!draft.value.trainer || !draft.value.sheet}
          onClick={make}
          needs="improve:write"
          data-testid="job-make"
        >
          Train
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={make}>
        <FormError error={error} shown={shown} />
        {before?.hasFiles ? (
          <SelectField
            label="Trained on"
            value={draft.value.kept.export_id ? "files" : "sheet"}
            error={error}
            where="/body/export_id"
            testid="job-rows"
            choices={[
              { value: "files", label: `The same files: ${plural(before.job.total_pairs, "row")}` },
              { value: "sheet", label: "A sheet as it is now" },
            ]}
            onInput={(value) => take(before, value === "files")}
          />
        ) : null}
        <JobFields draft={draft.value} sheets={trainable} put={put} error={error} where="/body" />
        {before ? <Kept job={before.job} /> : null}
      </InputForm>
    </Drawer>
  );
}

/** Files that were deleted, or never made, cannot be trained on again. */
async function readBefore(id: string, signal: AbortSignal): Promise<Before> {
  const job = await api.get("/api/v1/training/jobs/{job_id}", { path: { job_id: id }, signal });
  if (!job.export_id) return { job, hasFiles: false };
  try {
    const path = { export_id: job.export_id };
    const made = await api.get("/api/v1/exports/{export_id}", { path, signal });
    return { job, hasFiles: made.status === "ready" };
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 404) return { job, hasFiles: false };
    throw thrown;
  }
}

export function JobAgain({ id, ...form }: FormProps & { id: string }) {
  const before = useResource(`job again ${id}`, (signal) => readBefore(id, signal), { everyMs: 0 });
  if (before.data) return <JobForm before={before.data} {...form} />;
  return (
    <Drawer title="Train again" onClose={form.onClose} testid="job-form">
      <Loaded of={before} lines={6}>
        {() => null}
      </Loaded>
    </Drawer>
  );
}

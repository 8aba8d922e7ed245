// Asks for a training job: which sheet, which trainer, which model comes of it.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { api } from "../../api/client";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm } from "../../ui/form";
import { useSending } from "../../ui/use_sending";
import { type JobDraft, jobFields, jobOf, usualJob } from "./job_draft";
import { JobFields } from "./job_fields";
import { lastSheet, useSheets } from "./use_sheets";

const shown = jobFields.map((name) => `/body/${name}`);

export function JobForm({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const sheets = useSheets();
  const draft = useSignal<JobDraft>({ ...usualJob, sheet: lastSheet() });
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
  return (
    <Drawer
      title="Train a model"
      onClose={onClose}
      testid="job-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          disabled={!draft.value.trainer || !draft.value.sheet}
          onClick={make}
          data-testid="job-make"
        >
          Train
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={make}>
        <FormError error={error} shown={shown} />
        <JobFields draft={draft.value} sheets={trainable} put={put} error={error} where="/body" />
      </InputForm>
    </Drawer>
  );
}

// What a training job is asked for by: its sheet, its trainer, the model that comes of it.
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { useAwaited, useResource } from "../../state/resource";
import { type Pair, PairsField, SelectField, TextField } from "../../ui/form";
import { plural } from "../../ui/format";
import { Loaded } from "../../ui/states";
import type { JobDraft } from "./job_draft";
import { NoTrainer } from "./no_trainer";
import type { Sheet } from "./use_sheets";

export function JobFields({
  draft,
  sheets,
  put,
  error,
  where,
}: {
  draft: JobDraft;
  /** Those that may be trained on; undefined until they were read. */
  sheets: readonly Sheet[] | undefined;
  put: (changes: Partial<JobDraft>) => void;
  error: ApiError | null;
  /** JSON pointer of the job in what is sent: `/body`. */
  where: string;
}) {
  const trainers = useResource(
    "trainers",
    (signal) => api.get("/api/v1/training/trainers", { signal }),
    { everyMs: 0 },
  );
  useAwaited(trainers, ({ items }) => items.length === 0);
  // A job of an export that is there has no sheet.
  const hasSheet = !draft.kept.export_id;
  useEffect(() => {
    if (hasSheet && sheets && !sheets.some(({ id }) => id === draft.sheet))
      put({ sheet: sheets[0]?.id ?? "" });
  }, [sheets, hasSheet]);
  useEffect(() => {
    const first = trainers.data?.items[0]?.name;
    if (!draft.trainer && first) put({ trainer: first });
  }, [trainers.data]);
  return (
    <Loaded of={trainers} isEmpty={({ items }) => items.length === 0} empty={<NoTrainer />}>
      {({ items }) => (
        <div class="stack">
          {hasSheet ? (
            <SelectField
              label="Sheet"
              value={draft.sheet}
              error={error}
              where={`${where}/training_sheet_id`}
              testid="job-sheet"
              choices={(sheets ?? []).map(({ id, name, exportable_count: rows }) => ({
                value: id,
                label: `${name} (${plural(rows, "row")})`,
              }))}
              onInput={(sheet) => put({ sheet })}
            />
          ) : null}
          <SelectField
            label="Trainer"
            value={draft.trainer}
            error={error}
            where={`${where}/trainer`}
            testid="job-trainer"
            hint={items.find(({ name }) => name === draft.trainer)?.description}
            choices={[
              ...items.map(({ name }) => ({ value: name, label: name })),
              ...(draft.trainer && !items.some(({ name }) => name === draft.trainer)
                ? [{ value: draft.trainer, label: `${draft.trainer} (not there any more)` }]
                : []),
            ]}
            onInput={(trainer) => put({ trainer })}
          />
          <TextField
            label="Model"
            placeholder="main.default.my_model"
            value={draft.model}
            error={error}
            where={`${where}/model_name`}
            testid="job-model"
            onInput={(model) => put({ model })}
          />
          <TextField
            label="Starts from"
            placeholder="Nothing"
            value={draft.base}
            error={error}
            where={`${where}/base_model`}
            testid="job-base"
            onInput={(base) => put({ base })}
          />
          <PairsField
            label="Configuration"
            hint="Epochs, learning rate and the like."
            pairs={draft.pairs}
            error={error}
            where={`${where}/training_config`}
            testid="job-config"
            onChange={(pairs: Pair[]) => put({ pairs })}
          />
        </div>
      )}
    </Loaded>
  );
}

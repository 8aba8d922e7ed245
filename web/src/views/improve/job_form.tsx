// Asks for a training job: which sheet, which trainer, which model comes of it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { Requests } from "../../api/types";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, type Pair, PairsField, SelectField, TextField } from "../../ui/form";
import { plural } from "../../ui/format";
import { EmptyState, Loaded } from "../../ui/states";
import { useSending } from "../../ui/use_sending";
import { lastSheet, useSheets } from "./use_sheets";

type Wanted = Requests["NewTrainingJob"];

/** Numbers and truths as such, so that a trainer gets 3 and not "3". */
export function configOf(pairs: readonly Pair[]): Record<string, unknown> {
  const valueOf = (text: string): unknown => {
    if (text === "true" || text === "false") return text === "true";
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  };
  return Object.fromEntries(
    pairs.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), valueOf(value)]),
  );
}

export function JobForm({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const sheets = useSheets();
  const trainers = useResource(
    "trainers",
    (signal) => api.get("/api/v1/training/trainers", { signal }),
    { everyMs: 0 },
  );
  const sheet = useSignal(lastSheet());
  const trainer = useSignal("");
  const model = useSignal("");
  const base = useSignal("");
  const pairs = useSignal<Pair[]>([]);
  const { isBusy, error, send } = useSending();
  const choices = (sheets.data ?? []).filter(({ exportable_count: rows }) => rows > 0);
  useEffect(() => {
    if (sheets.data && !choices.some(({ id }) => id === sheet.value))
      sheet.value = choices[0]?.id ?? "";
  }, [sheets.data]);
  useEffect(() => {
    if (!trainer.value) trainer.value = trainers.data?.items[0]?.name ?? "";
  }, [trainers.data]);
  const make = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const body: Wanted = {
        training_sheet_id: sheet.value,
        trainer: trainer.value,
        model_name: model.value.trim(),
        base_model: base.value.trim(),
        training_config: configOf(pairs.value),
      };
      const { id } = await api.post("/api/v1/training/jobs", { body });
      onMade(id);
    }, "The job is asked for.");
  };
  const shown = ["training_sheet_id", "trainer", "model_name", "base_model", "training_config"];
  return (
    <Drawer
      title="Train a model"
      onClose={onClose}
      testid="job-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          disabled={!trainer.value || !sheet.value}
          onClick={make}
          data-testid="job-make"
        >
          Train
        </Button>
      }
    >
      <Loaded
        of={trainers}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState title="Nobody can train here" icon="model">
            Name a program under <code>trainers</code> of the configuration file, or make a webhook
            channel that signs, in Settings.
          </EmptyState>
        }
      >
        {({ items }) => (
          <InputForm class="stack" onSubmit={make}>
            <FormError error={error} shown={shown.map((name) => `/body/${name}`)} />
            <SelectField
              label="Sheet"
              value={sheet.value}
              error={error}
              where="/body/training_sheet_id"
              testid="job-sheet"
              hint="Sheets with rows that can be exported."
              choices={choices.map(({ id, name, exportable_count: rows }) => ({
                value: id,
                label: `${name} (${plural(rows, "row")})`,
              }))}
              onInput={(value) => (sheet.value = value)}
            />
            <SelectField
              label="Trainer"
              value={trainer.value}
              error={error}
              where="/body/trainer"
              testid="job-trainer"
              hint={items.find(({ name }) => name === trainer.value)?.description}
              choices={items.map(({ name }) => ({ value: name, label: name }))}
              onInput={(value) => (trainer.value = value)}
            />
            <TextField
              label="Model"
              placeholder="main.default.my_model"
              value={model.value}
              error={error}
              where="/body/model_name"
              testid="job-model"
              onInput={(value) => (model.value = value)}
            />
            <TextField
              label="Starts from"
              placeholder="Nothing"
              value={base.value}
              error={error}
              where="/body/base_model"
              onInput={(value) => (base.value = value)}
            />
            <PairsField
              label="Configuration"
              hint="Epochs, learning rate and the like."
              pairs={pairs.value}
              error={error}
              where="/body/training_config"
              onChange={(value) => (pairs.value = value)}
            />
          </InputForm>
        )}
      </Loaded>
    </Drawer>
  );
}

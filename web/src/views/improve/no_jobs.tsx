// That nothing was trained yet, with what comes first: a trainer, a sheet with rows, or the job itself.
import { api } from "../../api/client";
import { href } from "../../state/location";
import { useAwaited, useResource } from "../../state/resource";
import { LinkButton } from "../../ui/button";
import { EmptyState } from "../../ui/states";
import { postCommand } from "../example";
import { NoTrainer } from "./no_trainer";
import { useSheets } from "./use_sheets";

export const jobCommand = (sheet: string, trainer: string, origin?: string): string =>
  postCommand(
    "/training/jobs",
    { training_sheet_id: sheet, trainer, model_name: "main.default.my_model" },
    origin,
  );

const words =
  "A job exports a sheet, hands the files to a trainer of the configuration or behind a webhook, and registers the model version that comes back.";

export function NoJobs() {
  const sheets = useSheets();
  const trainers = useResource(
    "trainers",
    (signal) => api.get("/api/v1/training/trainers", { signal }),
    { everyMs: 0 },
  );
  useAwaited(trainers, ({ items }) => items.length === 0);
  const sheet = sheets.data?.find(({ exportable_count: rows }) => rows > 0);
  const trainer = trainers.data?.items[0];
  if (trainers.data && !trainer) return <NoTrainer />;
  return (
    <EmptyState
      title="Nothing was trained here yet"
      icon="model"
      commandLabel="Train by command"
      {...(sheet && trainer ? { command: jobCommand(sheet.id, trainer.name) } : {})}
      action={
        sheets.data && !sheet ? (
          <LinkButton icon="table" href={href("/improve/sheets")} testid="jobs-sheets">
            To the sheets
          </LinkButton>
        ) : undefined
      }
    >
      {words}
      {sheets.data && !sheet ? " No sheet has an approved row yet." : ""}
    </EmptyState>
  );
}

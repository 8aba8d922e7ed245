// A training job while it is typed, and the request that it makes.
import type { Requests, Schemas } from "../../api/types";
import type { Pair } from "../../ui/form";

export type WantedJob = Requests["NewTrainingJob"];

export interface JobDraft {
  sheet: string;
  trainer: string;
  model: string;
  base: string;
  pairs: readonly Pair[];
  /** The job as it was read: what the fields do not show is sent as it is. */
  kept: Readonly<Record<string, unknown>>;
}

export const jobFields = [
  "training_sheet_id",
  "trainer",
  "model_name",
  "base_model",
  "training_config",
] as const;

export const usualJob: JobDraft = {
  sheet: "",
  trainer: "",
  model: "",
  base: "",
  pairs: [],
  kept: {},
};

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** Numbers and truths as such, so that a trainer gets 3 and not "3"; what nobody changed, as it was. */
export function configOf(pairs: readonly Pair[], before: unknown = {}): Record<string, unknown> {
  const known = recordOf(before);
  const valueOf = (name: string, text: string): unknown => {
    if (name in known && textOf(known[name]) === text) return known[name];
    if (text === "true" || text === "false") return text === "true";
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  };
  return Object.fromEntries(
    pairs
      .filter(({ name }) => name.trim())
      .map(({ name, value }) => [name.trim(), valueOf(name.trim(), value)]),
  );
}

export function jobOf(draft: JobDraft): WantedJob {
  return {
    ...draft.kept,
    ...(draft.sheet ? { training_sheet_id: draft.sheet } : {}),
    trainer: draft.trainer,
    model_name: draft.model.trim(),
    base_model: draft.base.trim(),
    training_config: configOf(draft.pairs, draft.kept.training_config),
  };
}

/** Of a job that the server keeps. */
export function draftOf(job: unknown): JobDraft {
  const kept = recordOf(job);
  const text = (name: string) => textOf(kept[name] ?? "");
  return {
    sheet: text("training_sheet_id"),
    trainer: text("trainer"),
    model: text("model_name"),
    base: text("base_model"),
    pairs: Object.entries(recordOf(kept.training_config)).map(([name, value]) => ({
      name,
      value: textOf(value),
    })),
    kept,
  };
}

/** A job once more: of the files that it had, or of its sheet as it is now, exported in the same way. */
export function againOf(job: Schemas["TrainingJob"], isOfFiles: boolean): JobDraft {
  return draftOf({
    training_sheet_id: job.training_sheet_id,
    trainer: job.trainer,
    model_name: job.model_name,
    base_model: job.base_model,
    training_config: job.training_config,
    parameters: job.parameters,
    register_to_uc: job.register_to_uc,
    timeout_seconds: job.timeout_seconds,
    ...(isOfFiles ? { export_id: job.export_id } : { export_options: job.export_options }),
  });
}

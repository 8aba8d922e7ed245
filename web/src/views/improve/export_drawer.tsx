// An export: asked for in a form, watched while it runs, and what came of it.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { setParams } from "../../state/location";
import { useResource, useWatched } from "../../state/resource";
import { Button } from "../../ui/button";
import { CodeBlock } from "../../ui/command";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, SelectField, Switch, TextField } from "../../ui/form";
import { percent } from "../../ui/format";
import { Loaded, Skeleton } from "../../ui/states";
import { numeral } from "../../ui/typed";
import { useSending } from "../../ui/use_sending";
import { ExportResult } from "./export_result";
import { forceLabel, formatLabel, readFormats, type Format } from "./formats";
import { useEndpointNames } from "../use_endpoint_names";
import { purposeWords, useWords } from "./marks";
import type { Sheet } from "./use_sheets";

type Wanted = Requests["ExportRequest"];
type Export = Schemas["Export"];
const watchMs = 500;

type Purpose = keyof typeof purposeWords;

export interface Draft {
  format: string;
  /** "": what the format is made for. */
  purpose: Purpose | "";
  split: string;
  seed: string;
  use: string;
  source: string;
  endpoint: string;
  version: string;
  duplicates: string;
  isConversational: boolean;
  isFeatures: boolean;
  isForced: boolean;
}

export const usual: Draft = {
  format: "openai_sft",
  purpose: "",
  split: "90",
  seed: "42",
  use: "",
  source: "",
  endpoint: "",
  version: "",
  duplicates: "exact",
  isConversational: false,
  isFeatures: false,
  isForced: false,
};

export const purposeOf = ({ purpose, format }: Draft): Purpose =>
  purpose || (format === "openai_evals" ? "evaluation" : "training");

const purposeHints: Record<Purpose, string> = {
  training: "Rows that a model may learn from.",
  evaluation:
    "Rows that models may be judged by. Those of an evaluation sheet are all in the file to validate by.",
};

/** What is asked for; numbers that are none are sent as they are, for the server to name. */
export function wanted(draft: Draft, endpointId: string | undefined): Wanted {
  const split = numeral(draft.split);
  const seed = numeral(draft.seed);
  return {
    format: draft.format as Export["format"],
    purpose: purposeOf(draft),
    ...(split === undefined
      ? {}
      : { train_split: typeof split === "number" ? split / 100 : split }),
    ...(seed === undefined ? {} : { random_seed: seed }),
    drop_duplicates: draft.duplicates as "keep" | "exact" | "near",
    conversational: draft.isConversational,
    layout: draft.isFeatures ? "features" : "rows",
    force: draft.isForced,
    filters: {
      ...(draft.use ? { use: [draft.use as "sft"] } : {}),
      ...(draft.source ? { source: draft.source as "manual" } : {}),
      ...(endpointId ? { endpoint_id: endpointId } : {}),
      ...(draft.version ? { model_version: draft.version } : {}),
    },
    wait: 0,
  };
}

function FormatChoice({
  formats,
  draft,
  put,
}: {
  formats: readonly Format[];
  draft: Draft;
  put: (changes: Partial<Draft>) => void;
}) {
  const at = formats.find(({ id }) => id === draft.format);
  return (
    <div class="stack tight">
      <SelectField
        label="Format"
        value={draft.format}
        choices={formats.map(({ id, label }) => ({ value: id, label }))}
        hint={at ? `${at.about} Takes ${at.takes}.` : undefined}
        testid="export-format"
        onInput={(format) => put({ format })}
      />
      {at?.example ? (
        <div class="format-preview" data-testid="format-preview">
          <CodeBlock code={at.example} label={`A line of ${at.label}`} />
        </div>
      ) : null}
    </div>
  );
}

function Form({ sheet, onAsked }: { sheet: Sheet; onAsked: (id: string) => void }) {
  const formats = useResource("export-formats", readFormats, { everyMs: 0 });
  const registered = useEndpointNames() ?? [];
  const draft = useSignal(usual);
  const { error, send, clear } = useSending();
  const put = (changes: Partial<Draft>) => {
    draft.value = { ...draft.value, ...changes };
    clear();
  };
  const at = draft.value;
  const ask = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      // Rows know their endpoint by its id.
      const id = at.endpoint
        ? (await api.get("/api/v1/registries/endpoints/{id}", { path: { id: at.endpoint } })).id
        : undefined;
      const { export_id: made } = await api.post(
        "/api/v1/training-sheets/{training_sheet_id}/export",
        { path: { training_sheet_id: sheet.id }, body: wanted(at, id) },
      );
      onAsked(made);
    }, "");
  };
  return (
    <InputForm class="stack" onSubmit={ask} id="export-form">
      <FormError
        error={error}
        shown={[
          "/body/format",
          "/body/purpose",
          "/body/train_split",
          "/body/random_seed",
          "/body/filters",
        ]}
      />
      <Loaded of={formats} lines={4}>
        {(all) => <FormatChoice formats={all} draft={at} put={put} />}
      </Loaded>
      <SelectField
        label="For"
        value={purposeOf(at)}
        hint={purposeHints[purposeOf(at)]}
        error={error}
        where="/body/purpose"
        testid="export-purpose"
        choices={Object.entries(purposeWords).map(([value, label]) => ({ value, label }))}
        onInput={(purpose) => put({ purpose: purpose as Purpose })}
      />
      <div class="columns two">
        <TextField
          label="To train on, %"
          hint="50 to 95; the rest validates."
          inputMode="numeric"
          value={at.split}
          error={error}
          where="/body/train_split"
          testid="export-split"
          onInput={(split) => put({ split })}
        />
        <TextField
          label="Seed"
          hint="Another seed is another split."
          inputMode="numeric"
          value={at.seed}
          error={error}
          where="/body/random_seed"
          testid="export-seed"
          onInput={(seed) => put({ seed })}
        />
        <SelectField
          label="Rows that teach"
          value={at.use}
          testid="export-use"
          choices={[
            { value: "", label: "All that the format takes" },
            ...Object.entries(useWords).map(([value, label]) => ({ value, label })),
          ]}
          onInput={(use) => put({ use })}
        />
        <SelectField
          label="Repeated rows"
          value={at.duplicates}
          testid="export-duplicates"
          choices={[
            { value: "exact", label: "Leave out the same" },
            { value: "near", label: "Leave out the nearly same" },
            { value: "keep", label: "Keep" },
          ]}
          onInput={(duplicates) => put({ duplicates })}
        />
        <SelectField
          label="From"
          value={at.source}
          choices={[
            { value: "", label: "Feedback and by hand" },
            { value: "feedback", label: "Feedback" },
            { value: "manual", label: "By hand" },
          ]}
          onInput={(source) => put({ source })}
        />
        <SelectField
          label="Endpoint"
          value={at.endpoint}
          error={error}
          where="/body/filters/endpoint_id"
          choices={[
            { value: "", label: "All endpoints" },
            ...registered.map((value) => ({ value, label: value })),
          ]}
          onInput={(endpoint) => put({ endpoint })}
        />
        <TextField
          label="Model version"
          placeholder="All versions"
          value={at.version}
          error={error}
          where="/body/filters/model_version"
          onInput={(version) => put({ version })}
        />
      </div>
      {at.format.startsWith("trl_") ? (
        <Switch
          label="Messages instead of texts"
          isOn={at.isConversational}
          onChange={(isOn) => put({ isConversational: isOn })}
        />
      ) : null}
      {at.format === "csv" || at.format === "parquet" ? (
        <Switch
          label="A column for each feature"
          isOn={at.isFeatures}
          onChange={(isOn) => put({ isFeatures: isOn })}
        />
      ) : null}
      <Switch
        label={forceLabel}
        hint="Otherwise such a line refuses the whole export. A rejected answer is never a target, either way."
        isOn={at.isForced}
        onChange={(isOn) => put({ isForced: isOn })}
        testid="export-force"
      />
    </InputForm>
  );
}

/** Read again and again while it runs. */
function Watched({ id, sheet }: { id: string; sheet: Sheet }) {
  const made = useResource(
    `export ${id}`,
    (signal) => api.get("/api/v1/exports/{export_id}", { path: { export_id: id }, signal }),
    { everyMs: 0 },
  );
  const isRunning = made.data?.status === "running";
  useWatched(made, isRunning, watchMs);
  return (
    <Loaded of={made} lines={6}>
      {(data) =>
        data.status === "running" ? (
          <div class="progress" data-testid="export-progress">
            <progress value={data.progress} max={1} aria-label="How far the export is" />
            <span role="status">{`${percent(data.progress, 0)} of ${formatLabel(data.format)}`}</span>
            <Skeleton lines={4} />
          </div>
        ) : (
          <ExportResult made={data} sheet={sheet} />
        )
      }
    </Loaded>
  );
}

export function ExportDrawer({
  sheet,
  id,
  onClose,
}: {
  sheet: Sheet;
  id: string;
  onClose: () => void;
}) {
  const isNew = id === "new";
  const submit = () => document.querySelector<HTMLFormElement>("#export-form")?.requestSubmit();
  return (
    <Drawer
      title={isNew ? `Export ${sheet.name}` : "Export"}
      onClose={onClose}
      testid="export-drawer"
      footer={
        isNew ? (
          <Button
            look="primary"
            icon="download"
            onClick={submit}
            needs="improve:write"
            data-testid="export-do"
          >
            Export
          </Button>
        ) : (
          <Button
            onClick={() => setParams({ export: "new" })}
            needs="improve:write"
            data-testid="export-again"
          >
            Export again
          </Button>
        )
      }
    >
      {isNew ? (
        <Form
          sheet={sheet}
          onAsked={(made) => setParams({ export: made, tab: "exports" }, "replace")}
        />
      ) : (
        <Watched key={id} id={id} sheet={sheet} />
      )}
    </Drawer>
  );
}

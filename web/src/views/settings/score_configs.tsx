// Which scores may be given, within which bounds, and which values are good.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { useAwaited, useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, SelectField, TextField } from "../../ui/form";
import { none, number } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { numeral, wordsOf } from "../../ui/typed";
import { useSending } from "../../ui/use_sending";
import { postCommand } from "../example";

type Config = Schemas["ScoreConfig"];
type New = Requests["NewScoreConfigInput"];

const types = ["numeric", "boolean", "categorical", "text", "correction"].map((value) => ({
  value,
  label: value,
}));
const directions = [
  { value: "higher_is_better", label: "Higher is better" },
  { value: "lower_is_better", label: "Lower is better" },
  { value: "none", label: "Neither" },
];
const directionOf = (value: string) =>
  directions.find((one) => one.value === value)?.label ?? value;

export function boundsOf(config: Config): string {
  if (config.data_type === "categorical")
    return config.categories.map(({ label }) => label).join(", ");
  if (config.data_type !== "numeric") return none;
  return `${number(config.min_value)} to ${number(config.max_value)}`;
}

/** As typed, the worst first; what has a value already keeps it. */
export function categoriesOf(
  typed: string,
  before: Config["categories"],
): NonNullable<New["categories"]> {
  const known = new Map(before.map(({ label, value }) => [label, value ?? 0]));
  let next = Math.max(-1, ...known.values()) + 1;
  return wordsOf(typed).map((label) => ({ label, value: known.get(label) ?? next++ }));
}

const columns: readonly Column<Config>[] = [
  { key: "name", title: "Score", sort: ({ name }) => name, render: ({ name }) => name },
  { key: "type", title: "Type", render: ({ data_type }) => data_type },
  { key: "bounds", title: "Values", render: boundsOf },
  { key: "direction", title: "Good", render: ({ direction }) => directionOf(direction) },
  {
    key: "about",
    title: "Meaning",
    isMinor: true,
    render: ({ description }) => description || none,
  },
  {
    key: "revision",
    title: "Revision",
    align: "end",
    isMinor: true,
    render: ({ revision }) => revision,
  },
];

function Form({
  config,
  onClose,
  onDone,
}: {
  config: Config | undefined;
  onClose: () => void;
  onDone: () => void;
}) {
  const at = useSignal({
    name: config?.name ?? "",
    type: config?.data_type ?? "numeric",
    min: config ? (config.min_value?.toString() ?? "") : "1",
    max: config ? (config.max_value?.toString() ?? "") : "5",
    categories: config?.categories.map(({ label }) => label).join(", ") ?? "",
    direction: config?.direction ?? "higher_is_better",
    description: config?.description ?? "",
  });
  const { isBusy, error, send, clear } = useSending();
  const put = (changes: Partial<typeof at.value>) => {
    at.value = { ...at.value, ...changes };
    clear();
  };
  const { name, type, min, max, categories, direction, description } = at.value;
  const save = async (event: Event) => {
    event.preventDefault();
    const body: New = {
      name,
      data_type: type,
      direction,
      description,
      ...(type === "numeric"
        ? { min_value: numeral(min) ?? null, max_value: numeral(max) ?? null }
        : {}),
      ...(type === "categorical"
        ? { categories: categoriesOf(categories, config?.categories ?? []) }
        : {}),
    };
    if (await send(() => api.post("/api/v1/score-configs", { body }), `${name} is saved.`)) {
      onDone();
      onClose();
    }
  };
  return (
    <Drawer
      title={config ? config.name : "New score"}
      onClose={onClose}
      testid="score-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={save}
          needs="improve:write"
          data-testid="score-save"
        >
          Save
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={save}>
        <FormError
          error={error}
          shown={[
            "/body/name",
            "/body/data_type",
            "/body/min_value",
            "/body/max_value",
            "/body/categories",
            "/body/direction",
            "/body/description",
          ]}
        />
        <TextField
          label="Name"
          value={name}
          readOnly={Boolean(config)}
          error={error}
          where="/body/name"
          testid="score-name"
          onInput={(value) => put({ name: value })}
        />
        <SelectField
          label="Type"
          value={type}
          choices={types}
          error={error}
          where="/body/data_type"
          testid="score-type"
          onInput={(value) => put({ type: value as New["data_type"] })}
        />
        {type === "numeric" ? (
          <div class="columns two">
            <TextField
              label="Least"
              value={min}
              inputMode="decimal"
              error={error}
              where="/body/min_value"
              testid="score-min"
              onInput={(value) => put({ min: value })}
            />
            <TextField
              label="Most"
              value={max}
              inputMode="decimal"
              error={error}
              where="/body/max_value"
              testid="score-max"
              onInput={(value) => put({ max: value })}
            />
          </div>
        ) : null}
        {type === "categorical" ? (
          <TextField
            label="Categories"
            value={categories}
            hint="The worst first, comma between them."
            error={error}
            where="/body/categories"
            testid="score-categories"
            onInput={(value) => put({ categories: value })}
          />
        ) : null}
        <SelectField
          label="Which values are good"
          value={direction}
          choices={directions}
          error={error}
          where="/body/direction"
          onInput={(value) => put({ direction: value as Config["direction"] })}
        />
        <TextField
          label="What it means"
          value={description}
          error={error}
          where="/body/description"
          onInput={(value) => put({ description: value })}
        />
        {config ? <p class="quiet">What was given before stays as it is.</p> : null}
      </InputForm>
    </Drawer>
  );
}

export function ScoreConfigs() {
  const configs = useResource("score-configs", (signal) =>
    api.get("/api/v1/score-configs", { query: { limit: 100 }, signal }),
  );
  useAwaited(configs, ({ items }) => items.length === 0);
  const open = param("score").value;
  return (
    <Panel
      flush
      title="Scores"
      testid="scores"
      actions={
        <Button
          icon="plus"
          onClick={() => setParams({ new: "1" })}
          needs="improve:write"
          data-testid="score-new"
        >
          New score
        </Button>
      }
    >
      <Loaded
        of={configs}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            title="Any score may be given"
            icon="tag"
            commandLabel="Define a score by command"
            command={postCommand("/score-configs", {
              name: "helpfulness",
              data_type: "numeric",
              min_value: 1,
              max_value: 5,
            })}
          >
            A configuration names a score, its bounds and which values are good; feedback that
            breaks it is refused.
          </EmptyState>
        }
      >
        {({ items }) => (
          <DataTable
            label="Scores"
            columns={columns}
            rows={items}
            rowKey={({ name }) => name}
            isMain
            testid="scores-table"
            onOpen={({ name }) => setParams({ score: name })}
          />
        )}
      </Loaded>
      <CutNote of={configs.data} />
      {(open && configs.data) || param("new").value ? (
        <Form
          config={configs.data?.items.find(({ name }) => name === open)}
          onClose={() => setParams({ score: null, new: null }, "replace")}
          onDone={configs.reload}
        />
      ) : null}
    </Panel>
  );
}

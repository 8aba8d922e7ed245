// Review queues: what people shall judge, how far they are, and making one.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { Requests, Schemas } from "../../api/types";
import { href, navigate, param, query, setParams } from "../../state/location";
import { useAwaited, useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, SelectField, TextArea, TextField } from "../../ui/form";
import { ago, count, percent, plural } from "../../ui/format";
import { ruleWords } from "../../ui/rules";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { neededNumeral, wordsOf } from "../../ui/typed";
import { useSending } from "../../ui/use_sending";
import { postCommand } from "../example";
import { filterInput, filterWords, readFilters } from "./filters";
import { ImproveHead } from "./frame";
import { lastSheet, useSheets } from "./use_sheets";

type Queue = Schemas["ReviewQueue"];
type Wanted = Requests["NewReviewQueueInput"];

export const shareDone = (queue: Queue): number | null => {
  const wanted = queue.item_count - queue.withdrawn_count;
  return wanted > 0 ? queue.completed_count / wanted : null;
};

const columns: readonly Column<Queue>[] = [
  {
    key: "name",
    title: "Queue",
    sort: ({ name }) => name,
    render: ({ id, name }) => <a href={href(`/improve/queues/${id}`)}>{name}</a>,
  },
  {
    key: "status",
    title: "State",
    render: ({ status }) =>
      status === "open" ? (
        <Badge tone="good">Open</Badge>
      ) : (
        <Badge tone="quiet" icon="moonSmall">
          Closed
        </Badge>
      ),
  },
  {
    key: "of",
    title: "Of",
    isMinor: true,
    render: ({ source }) => (source === "feedback" ? "Feedback" : "Rows of a sheet"),
  },
  {
    key: "pending",
    title: "To judge",
    align: "end",
    sort: (row) => row.pending_count,
    render: (row) => count(row.pending_count),
  },
  {
    key: "done",
    title: "Done",
    align: "end",
    sort: shareDone,
    render: (row) => percent(shareDone(row), 0),
  },
  {
    key: "overlap",
    title: "Reviewers of each",
    align: "end",
    isMinor: true,
    render: (row) => count(row.overlap),
  },
  {
    key: "at",
    title: "Made",
    align: "end",
    isMinor: true,
    render: (row) => ago(row.created_at, now.value),
  },
];

const shown = [
  "name",
  "instructions",
  "training_sheet_id",
  "overlap",
  "score_configs",
  "reviewers",
].map((name) => `/body/${name}`);

/** Which of the scores that Settings has each judgement must give. */
function ScoresField({
  chosen,
  error,
  onChange,
}: {
  chosen: readonly string[];
  error: ApiError | null;
  onChange: (names: readonly string[]) => void;
}) {
  const configs = useResource(
    "score-configs",
    (signal) => api.get("/api/v1/score-configs", { query: { limit: 100 }, signal }),
    { everyMs: 0 },
  );
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const wrong = ruleWords(error?.at("/body/score_configs") ?? "");
  return (
    <fieldset class="kinds">
      <legend>Scores to give</legend>
      <Loaded
        of={configs}
        lines={1}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <p class="quiet">
            None is defined. <a href={href("/settings/scores", { new: 1 })}>Define one</a>.
          </p>
        }
      >
        {({ items }) =>
          items.map(({ name }) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={() => toggle(name)}
                data-testid="queue-score"
                data-name={name}
              />
              {name}
            </label>
          ))
        }
      </Loaded>
      {wrong ? <p class="error">{wrong}</p> : null}
    </fieldset>
  );
}

function NewQueue({ onClose }: { onClose: () => void }) {
  const sheets = useSheets();
  const draft = useSignal({
    name: "",
    instructions: "",
    source: "training_sheet" as Wanted["source"],
    sheet: lastSheet(),
    overlap: "1",
    scores: [] as readonly string[],
    reviewers: "",
  });
  const { isBusy, error, send, clear } = useSending();
  const put = (changes: Partial<typeof draft.value>) => {
    draft.value = { ...draft.value, ...changes };
    clear();
  };
  const at = draft.value;
  useEffect(() => {
    const known = (sheets.data ?? []).some(({ id }) => id === at.sheet);
    if (sheets.data && !known) put({ sheet: sheets.data[0]?.id ?? "" });
  }, [sheets.data]);
  // The filters of the inbox, where the reader comes from there.
  const filters = readFilters(query.value);
  const make = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const body: Wanted = {
        name: at.name,
        instructions: at.instructions,
        source: at.source,
        ...(at.source === "training_sheet"
          ? { training_sheet_id: at.sheet }
          : { filter: filterInput(filters) }),
        score_configs: [...at.scores],
        overlap: neededNumeral(at.overlap),
        reviewers: wordsOf(at.reviewers),
      };
      const { id } = await api.post("/api/v1/review/queues", { body });
      navigate(href(`/improve/queues/${id}`));
    }, "The queue is made.");
  };
  return (
    <Drawer
      title="New review queue"
      onClose={onClose}
      testid="new-queue"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={make}
          needs="improve:write"
          data-testid="queue-make"
        >
          Make
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={make}>
        <FormError error={error} shown={shown} />
        <TextField
          label="Name"
          value={at.name}
          error={error}
          where="/body/name"
          testid="queue-name"
          onInput={(name) => put({ name })}
        />
        <SelectField
          label="What is judged"
          value={at.source}
          testid="queue-source"
          choices={[
            { value: "training_sheet", label: "Pending rows of a sheet" },
            { value: "feedback", label: `Feedback: ${filterWords(filters)}` },
          ]}
          onInput={(source) => put({ source: source as Wanted["source"] })}
        />
        {at.source === "training_sheet" ? (
          <SelectField
            label="Sheet"
            value={at.sheet}
            error={error}
            where="/body/training_sheet_id"
            testid="queue-sheet"
            choices={(sheets.data ?? []).map(({ id, name, pending_count: rows }) => ({
              value: id,
              label: `${name} (${plural(rows, "row")} pending)`,
            }))}
            onInput={(sheet) => put({ sheet })}
          />
        ) : null}
        <TextArea
          label="What reviewers shall look at"
          value={at.instructions}
          error={error}
          where="/body/instructions"
          testid="queue-instructions"
          onInput={(instructions) => put({ instructions })}
        />
        <TextField
          label="Reviewers of each item"
          hint="1 to 10; with two or more, the page says how far they agree."
          inputMode="numeric"
          value={at.overlap}
          error={error}
          where="/body/overlap"
          testid="queue-overlap"
          onInput={(overlap) => put({ overlap })}
        />
        <ScoresField chosen={at.scores} error={error} onChange={(scores) => put({ scores })} />
        <TextField
          label="Who may review"
          hint="Names with commas between them; empty: anybody who may write."
          value={at.reviewers}
          error={error}
          where="/body/reviewers"
          testid="queue-reviewers"
          onInput={(reviewers) => put({ reviewers })}
        />
      </InputForm>
    </Drawer>
  );
}

export default function Queues() {
  const queues = useResource(
    "review-queues",
    (signal) => api.get("/api/v1/review/queues", { query: { limit: 100 }, signal }),
    { everyMs: 10_000 },
  );
  useAwaited(queues, ({ items }) => items.length === 0);
  return (
    <>
      <ImproveHead
        at="queues"
        lead="Items handed to reviewers one by one, so that no two do the same by accident."
      >
        <Button
          look="primary"
          icon="plus"
          onClick={() => setParams({ new: 1 })}
          needs="improve:write"
          data-testid="queue-new"
        >
          New queue
        </Button>
      </ImproveHead>
      <Panel flush testid="queues">
        <Loaded
          of={queues}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState
              title="No review queue yet"
              icon="improve"
              commandLabel="Make a queue by command"
              command={postCommand("/review/queues", {
                name: "What people did not like",
                source: "feedback",
                filter: { rating: "negative" },
              })}
            >
              A queue hands out pending rows of a sheet, or feedback that a filter finds, and counts
              whether reviewers agree.
            </EmptyState>
          }
        >
          {({ items }) => (
            <DataTable
              label="Review queues"
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              isMain
              testid="queues-table"
              onOpen={({ id }) => navigate(href(`/improve/queues/${id}`))}
            />
          )}
        </Loaded>
        <CutNote of={queues.data} />
      </Panel>
      {param("new").value ? <NewQueue onClose={() => setParams({ new: null }, "replace")} /> : null}
    </>
  );
}

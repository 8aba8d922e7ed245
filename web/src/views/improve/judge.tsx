// One reserved item: the rubric, the decision, skip. Nobody sees what others said before all have.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { useKeys } from "../../state/keys";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { FormError, InputForm, TextArea } from "../../ui/form";
import { span } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { Segments } from "../../ui/segments";
import { numeral } from "../../ui/typed";
import { useSending } from "../../ui/use_sending";
import { Said } from "./marks";
import { ScoreButtons } from "./score_buttons";
import { choicesOf, scoreByKey, type ScoreConfig } from "./score_choices";

type Queue = Schemas["ReviewQueue"];
type Item = NonNullable<Schemas["ReviewReservation"]["item"]>;
type Judgement = Requests["NewJudgement"];
type Verdict = "approved" | "rejected" | "flagged" | "positive" | "negative";

export interface Draft {
  verdict: Verdict | "";
  reason: string;
  better: string;
  scores: Readonly<Record<string, unknown>>;
}

const ofRows: readonly [Verdict, string, string][] = [
  ["approved", "Approve", "a"],
  ["rejected", "Reject", "r"],
  ["flagged", "Flag", "f"],
];
const ofFeedback: readonly [Verdict, string, string][] = [
  ["positive", "Good", "u"],
  ["negative", "Bad", "d"],
];

/** What is sent: of a row its review, of feedback a rating; scores of both. */
export function judgementOf(item: Item, draft: Draft, rubric: readonly ScoreConfig[]): Judgement {
  const isNumeric = (name: string) =>
    rubric.some((config) => config.name === name && config.data_type === "numeric");
  const scores = Object.entries(draft.scores)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value: isNumeric(name) ? numeral(String(value)) : value }));
  const { verdict, reason, better } = draft;
  const was = item.row?.response ?? item.feedback?.output_text ?? "";
  const isBetter = better.trim() !== "" && better !== was;
  if (item.row) {
    const status = verdict === "approved" && isBetter ? "edited" : verdict;
    return {
      ...(status ? { review_status: status as "approved" } : {}),
      review_reason: reason,
      ...(isBetter ? { response: better } : {}),
      scores,
    };
  }
  return {
    ...(verdict ? { rating: verdict as "positive" } : {}),
    ...(isBetter ? { correction: better } : {}),
    ...(reason ? { rationale: reason } : {}),
    scores,
  };
}

function Score({
  config,
  value,
  onChange,
}: {
  config: ScoreConfig;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const choices = choicesOf(config);
  return (
    <div class="row">
      <strong>{config.name}</strong>
      {choices.length > 0 ? (
        <ScoreButtons
          label={config.name}
          choices={choices}
          value={value}
          onChoose={(choice) => onChange(choice.value)}
          testid="judge-score"
        />
      ) : (
        <input
          type="text"
          aria-label={config.name}
          value={value === undefined ? "" : String(value)}
          data-testid="judge-score-text"
          onInput={(event) => onChange(event.currentTarget.value || undefined)}
        />
      )}
      {config.description ? <span class="quiet">{config.description}</span> : null}
    </div>
  );
}

function Shown({ item }: { item: Item }) {
  const { row, feedback } = item;
  const asked = row
    ? row.features
      ? JSON.stringify(row.features)
      : row.prompt
    : (feedback?.input_text ?? "");
  const answered = row ? (row.response ?? "") : (feedback?.output_text ?? "");
  return (
    <>
      <section class="stack tight">
        <h3>Asked</h3>
        <Said text={asked} testid="judge-asked" />
      </section>
      <section class="stack tight">
        <h3>Answered</h3>
        <Said text={answered} testid="judge-answered" />
      </section>
      {row?.rejected_response ? (
        <section class="stack tight">
          <h3>Should not be</h3>
          <Said text={row.rejected_response} />
        </section>
      ) : null}
    </>
  );
}

const go = (testid: string): void =>
  document.querySelector<HTMLElement>(`[data-testid=${testid}]`)?.focus();

/** Escape leaves a field, so that keys are heard again. */
const leave = (event: KeyboardEvent): void => {
  if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
};

export function Judge({
  queue,
  item,
  rubric,
  onDone,
}: {
  queue: Queue;
  item: Item;
  /** The scores that a judgement must give. */
  rubric: readonly ScoreConfig[];
  onDone: () => void;
}) {
  const draft = useSignal<Draft>({
    verdict: "",
    reason: "",
    better: item.row?.response ?? "",
    scores: {},
  });
  const { isBusy, error, send, clear } = useSending();
  const put = (changes: Partial<Draft>) => {
    draft.value = { ...draft.value, ...changes };
    clear();
  };
  const path = { queue_id: queue.id, item_id: item.id };
  const submit = async () => {
    const isSent = await send(
      () =>
        api.post("/api/v1/review/queues/{queue_id}/items/{item_id}/submit", {
          path,
          body: judgementOf(item, draft.value, rubric),
        }),
      "Judged.",
    );
    if (isSent) onDone();
  };
  const skip = async () => {
    const isSent = await send(
      () => api.post("/api/v1/review/queues/{queue_id}/items/{item_id}/skip", { path, body: {} }),
      "Skipped: others get it.",
    );
    if (isSent) onDone();
  };
  const verdicts = item.row ? ofRows : ofFeedback;
  const scoreKeys = Math.max(0, ...rubric.map((config) => choicesOf(config).length));
  useKeys(
    () => [
      ...verdicts.map(([verdict, label, keys]) => ({
        keys,
        label,
        group: "Review",
        run: () => put({ verdict }),
      })),
      ...Array.from({ length: scoreKeys }, (_, at) => ({
        keys: String(at + 1),
        label: `Score: value ${at + 1}, of the next that has none`,
        group: "Review",
        run: () => put({ scores: scoreByKey(rubric, draft.value.scores, String(at + 1)) }),
      })),
      { keys: "e", label: "What it should say", group: "Review", run: () => go("judge-better") },
      { keys: "w", label: "Why", group: "Review", run: () => go("judge-reason") },
      { keys: "s", label: "Skip", group: "Review", run: () => void skip() },
      { keys: "mod+Enter", label: "Submit", group: "Review", run: () => void submit() },
    ],
    [item.id, scoreKeys],
  );
  const at = draft.value;
  const left = item.assignment ? Date.parse(item.assignment.expires_at) - now.value : null;
  return (
    <Panel
      title={`Item ${item.place + 1}`}
      testid="judge"
      actions={
        <>
          <span class="quiet">{left === null ? "" : `Yours for ${span(left)}`}</span>
          <Button
            onClick={() => void skip()}
            title="Key s"
            needs="improve:write"
            data-testid="judge-skip"
          >
            Skip
          </Button>
          <Button
            look="primary"
            isBusy={isBusy}
            onClick={() => void submit()}
            title="Ctrl Enter"
            needs="improve:write"
            data-testid="judge-submit"
          >
            Submit
          </Button>
        </>
      }
    >
      <div class="judge item">
        <div class="stack">
          {queue.instructions ? <p class="quote">{queue.instructions}</p> : null}
          <Shown item={item} />
        </div>
        <InputForm
          class="stack"
          onKeyDown={leave}
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <FormError
            error={error}
            shown={
              item.row
                ? ["/body/review_reason", "/body/response"]
                : ["/body/rationale", "/body/correction"]
            }
          />
          <Segments
            label="Verdict"
            value={at.verdict}
            choices={verdicts.map(([verdict, word, key]) => [verdict, word, `Key ${key}`] as const)}
            onChoose={(verdict) => put({ verdict })}
            testid="verdict"
          />
          {rubric.map((config) => (
            <Score
              key={config.name}
              config={config}
              value={at.scores[config.name]}
              onChange={(value) => put({ scores: { ...at.scores, [config.name]: value } })}
            />
          ))}
          <TextArea
            label="What it should say"
            value={at.better}
            error={error}
            where={item.row ? "/body/response" : "/body/correction"}
            testid="judge-better"
            onInput={(better) => put({ better })}
          />
          <TextArea
            label="Why"
            rows={2}
            hint={item.row ? "Needed to reject and to flag." : undefined}
            value={at.reason}
            error={error}
            where={item.row ? "/body/review_reason" : "/body/rationale"}
            testid="judge-reason"
            onInput={(reason) => put({ reason })}
          />
        </InputForm>
      </div>
    </Panel>
  );
}

// What is never written: the policy as a form, and a tester that shows what it would replace.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { useDraft } from "../../state/draft";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { FormError, InputForm, type Pair, PairsField, TextArea, TextField } from "../../ui/form";
import { count, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { ErrorState, Skeleton } from "../../ui/states";
import { useSending } from "../../ui/use_sending";

type Policy = Schemas["PrivacyPolicy"];
type Wanted = Requests["NewPrivacyPolicyInput"];

type Kind = Wanted["patterns"][number];

const kinds: readonly [Kind, string][] = [
  ["email", "E-mail addresses"],
  ["card", "Card numbers"],
  ["ssn", "US social security numbers"],
  ["iban", "IBANs"],
  ["key", "Keys and tokens"],
  ["phone", "Telephone numbers"],
  ["ip", "IP addresses"],
];
const sample = "Ask jane@example.com, card 4111 1111 1111 1111.";

const words = (text: string) =>
  text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter(Boolean);

interface Draft {
  patterns: readonly Kind[];
  names: string;
  columns: string;
  custom: readonly Pair[];
}

const draftOf = (policy: Policy): Draft => ({
  patterns: policy.patterns,
  names: policy.names.join(", "),
  columns: policy.columns.join(", "),
  custom: policy.custom.map(({ name, expression }) => ({ name, value: expression })),
});

const wanted = ({ patterns, names, columns, custom }: Draft): Wanted => ({
  patterns: [...patterns],
  names: words(names),
  columns: words(columns),
  custom: custom
    .filter(({ name, value }) => name || value)
    .map(({ name, value }) => ({ name, expression: value })),
});

/** Columns are taken out of rows only: what is JSON is tried as such. */
export function textOrRow(typed: string): { text: string } | { json: unknown } {
  try {
    const json: unknown = JSON.parse(typed);
    if (typeof json === "object" && json !== null) return { json };
  } catch {
    // A text.
  }
  return { text: typed };
}

function Tester({ draft }: { draft: Draft }) {
  const text = useSignal(sample);
  const tried = useSignal<{ of: string; result: Schemas["PolicyTestResult"] } | null>(null);
  const { isBusy, error, send, clear } = useSending();
  const body = { ...textOrRow(text.value), policy: wanted(draft) };
  const of = JSON.stringify(body);
  // What another policy or text gave is not what stands here.
  const result = tried.value?.of === of ? tried.value.result : null;
  useEffect(clear, [of]);
  const test = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      tried.value = { of, result: await api.post("/api/v1/privacy/policy/test", { body }) };
    }, "");
  };
  return (
    <Panel title="Try it" testid="policy-tester">
      <InputForm class="stack" onSubmit={test}>
        <FormError error={error} shown={["/body/text", "/body/json"]} />
        <TextArea
          label="A text, or a row as JSON"
          value={text.value}
          rows={4}
          error={error}
          where={"json" in body ? "/body/json" : "/body/text"}
          testid="policy-text"
          onInput={(value) => (text.value = value)}
        />
        <div>
          <Button type="submit" isBusy={isBusy} data-testid="policy-test">
            Try the policy as it stands here
          </Button>
        </div>
        {result ? (
          <div class="stack" role="status" data-testid="policy-result">
            <p class="redacted">{result.text ?? JSON.stringify(result.json, null, 2)}</p>
            <div class="row">
              {result.redactions.length === 0 ? (
                <span class="quiet">Nothing is replaced.</span>
              ) : null}
              {result.redactions.map(({ field, type, count: times }) => (
                <Badge key={field + type} tone="info" icon="check">
                  {`${field ? `${field} ` : ""}${type} × ${count(times)}`}
                </Badge>
              ))}
            </div>
          </div>
        ) : null}
      </InputForm>
    </Panel>
  );
}

export function PrivacyPolicy() {
  const policy = useResource("policy", (signal) => api.get("/api/v1/privacy/policy", { signal }), {
    everyMs: 0,
  });
  const draft = useDraft(policy.data, draftOf);
  const { isBusy, error, send, clear } = useSending();
  const at = draft.value;
  if (!at || !policy.data)
    return policy.error ? (
      <ErrorState error={policy.error} retry={policy.reload} />
    ) : (
      <Skeleton lines={8} />
    );
  const put = (changes: Partial<Draft>) => {
    draft.put(changes);
    clear();
  };
  const save = async (event: Event) => {
    event.preventDefault();
    const put = () => api.put("/api/v1/privacy/policy", { body: wanted(at), ifMatch: true });
    if (await draft.save(() => send(put, "The policy counts from now on."))) policy.reload();
  };
  const toggle = (kind: Kind) =>
    put({
      patterns: at.patterns.includes(kind)
        ? at.patterns.filter((one) => one !== kind)
        : [...at.patterns, kind],
    });
  const { version, created_at: since, created_by: by } = policy.data;
  return (
    <div class="columns">
      <Panel
        title="What is never written"
        testid="policy"
        actions={<Badge tone="quiet">{`Version ${version}`}</Badge>}
      >
        <InputForm class="stack" onSubmit={save}>
          <FormError error={error} shown={["/body/names", "/body/columns", "/body/custom"]} />
          <p class="quiet">
            Replaced before anything reaches the disk: request log, feedback, training rows.{" "}
            {since ? `Set ${time(since)} by ${by}.` : "As the configuration says."}
          </p>
          <fieldset class="kinds">
            <legend>Kinds of text</legend>
            {kinds.map(([kind, label]) => (
              <label key={kind}>
                <input
                  type="checkbox"
                  checked={at.patterns.includes(kind)}
                  data-testid={`policy-${kind}`}
                  onChange={() => toggle(kind)}
                />{" "}
                {label}
              </label>
            ))}
          </fieldset>
          <TextArea
            label="Names"
            rows={2}
            value={at.names}
            hint="People and things, as whole words in any case; comma between them."
            error={error}
            where="/body/names"
            testid="policy-names"
            onInput={(names) => put({ names })}
          />
          <TextField
            label="Columns"
            value={at.columns}
            hint="Their values are replaced whole."
            error={error}
            where="/body/columns"
            testid="policy-columns"
            onInput={(columns) => put({ columns })}
          />
          <PairsField
            label="Own expressions"
            hint="A name, and an expression in the syntax of RE2."
            pairs={at.custom}
            error={error}
            where="/body/custom"
            testid="policy-custom"
            onChange={(custom) => put({ custom })}
          />
          <div class="row">
            <Button
              look="primary"
              type="submit"
              isBusy={isBusy}
              needs="improve:admin"
              data-testid="policy-save"
            >
              Save as a new version
            </Button>
            <Button
              data-testid="policy-reset"
              onClick={() => {
                draft.reset();
                clear();
              }}
            >
              As before
            </Button>
          </div>
        </InputForm>
      </Panel>
      <Tester draft={at} />
    </div>
  );
}

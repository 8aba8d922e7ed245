// Limits on calls, and rules on texts, of one endpoint.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { EndpointDetails, Requests } from "../../api/types";
import { useDraft } from "../../state/draft";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button, IconButton } from "../../ui/button";
import { FormError, InputForm, SelectField, Switch, TextField, WordsField } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { ErrorState, Skeleton } from "../../ui/states";
import { neededNumeral } from "../../ui/typed";
import { useSending } from "../../ui/use_sending";

type Limit = Requests["RateLimit"];
type Texts = Requests["TextGuardrails"];
interface Rules {
  input_guardrails: Texts;
  output_guardrails: Texts;
  rate_limits: Limit[];
}

const address = "/api/v1/deployment/endpoints/{endpoint_name}/guardrails" as const;
const keys = [
  { value: "ENDPOINT", label: "all callers together" },
  { value: "USER", label: "each caller" },
  { value: "SERVICE_PRINCIPAL", label: "each API key" },
];
const periods = ["second", "minute", "hour", "day"].map((value) => ({ value, label: value }));

function Limits({
  limits,
  onChange,
  error,
}: {
  limits: readonly Limit[];
  onChange: (limits: Limit[]) => void;
  error: ApiError | null;
}) {
  const put = (at: number, changes: Partial<Limit>) =>
    onChange(limits.map((limit, index) => (index === at ? { ...limit, ...changes } : limit)));
  return (
    <div class="stack">
      {limits.length === 0 ? <p class="quiet">As many calls as the server can take.</p> : null}
      {limits.map((limit, index) => (
        <div class="limit" key={index} data-testid="limit">
          <TextField
            label="Calls"
            inputMode="numeric"
            value={String(limit.calls)}
            error={error}
            where={`/body/rate_limits/${index}/calls`}
            testid="limit-calls"
            onInput={(value) => put(index, { calls: neededNumeral(value) })}
          />
          <SelectField
            label="In each"
            value={(limit.renewal_period ?? "minute").toLowerCase()}
            choices={periods}
            error={error}
            where={`/body/rate_limits/${index}/renewal_period`}
            testid="limit-period"
            onInput={(value) => put(index, { renewal_period: value as Limit["renewal_period"] })}
          />
          <SelectField
            label="Of"
            value={limit.key}
            choices={keys}
            testid="limit-key"
            error={error}
            where={`/body/rate_limits/${index}/key`}
            onInput={(value) => put(index, { key: value as Limit["key"] })}
          />
          <IconButton
            icon="trash"
            label="Remove the limit"
            data-testid="limit-remove"
            onClick={() => onChange(limits.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          icon="plus"
          look="quiet"
          data-testid="limit-add"
          onClick={() =>
            onChange([...limits, { key: "ENDPOINT", calls: 100, renewal_period: "minute" }])
          }
        >
          Add a limit
        </Button>
      </div>
    </div>
  );
}

function TextRules({
  title,
  where,
  rules,
  onChange,
  error,
  testid,
}: {
  title: string;
  where: string;
  rules: Texts;
  onChange: (rules: Texts) => void;
  error: ApiError | null;
  testid: string;
}) {
  return (
    <fieldset class="stack" data-testid={testid}>
      <legend>
        <h3>{title}</h3>
      </legend>
      <Switch
        label="Refuse unsafe text"
        isOn={rules.safety ?? false}
        testid={`${testid}-safety`}
        onChange={(safety) => onChange({ ...rules, safety })}
      />
      <SelectField
        label="Personal data"
        value={rules.pii_behavior ?? "NONE"}
        error={error}
        where={`${where}/pii_behavior`}
        testid={`${testid}-pii`}
        choices={[
          { value: "NONE", label: "is let through" },
          { value: "MASK", label: "is masked" },
          { value: "BLOCK", label: "is refused" },
        ]}
        onInput={(value) => onChange({ ...rules, pii_behavior: value as Texts["pii_behavior"] })}
      />
      <WordsField
        label="Refused words"
        words={rules.invalid_keywords ?? []}
        hint="Comma between them."
        error={error}
        where={`${where}/invalid_keywords`}
        testid={`${testid}-words`}
        onChange={(words) => onChange({ ...rules, invalid_keywords: words })}
      />
      <WordsField
        label="Only these topics"
        hint="Comma between them."
        words={rules.valid_topics ?? []}
        error={error}
        where={`${where}/valid_topics`}
        testid={`${testid}-topics`}
        onChange={(topics) => onChange({ ...rules, valid_topics: topics })}
      />
    </fieldset>
  );
}

export function Guardrails({ endpoint }: { endpoint: EndpointDetails }) {
  const read = useResource(
    `guardrails ${endpoint.id}`,
    (signal) => api.get(address, { path: { endpoint_name: endpoint.name }, signal }),
    { everyMs: 0 },
  );
  const rules = useDraft(read.data, ({ guardrails }) => guardrails as Rules);
  const storeOnly = useSignal(false);
  const { isBusy, error, send, clear } = useSending();
  const at = rules.value;
  if (!at || !read.data)
    return read.error ? (
      <ErrorState error={read.error} retry={read.reload} />
    ) : (
      <Skeleton lines={8} />
    );
  const put = (changes: Partial<Rules>) => {
    rules.put(changes);
    clear();
  };
  const save = async (event: Event) => {
    event.preventDefault();
    const put = () =>
      api.put(address, {
        path: { endpoint_name: endpoint.name },
        body: { ...at, store_only: storeOnly.value },
      });
    if (await rules.save(() => send(put, "The guardrails are set."))) read.reload();
  };
  const notEnforced = read.data.not_enforced;
  return (
    <InputForm class="stack" onSubmit={save} data-testid="guardrails">
      <FormError
        error={error}
        shown={["/body/rate_limits", "/body/input_guardrails", "/body/output_guardrails"]}
      />
      <Panel
        title="Limits on calls"
        actions={
          read.data.guardrails.rate_limits.length > 0 ? <Badge tone="good">Enforced</Badge> : null
        }
      >
        <Limits
          limits={at.rate_limits}
          error={error}
          onChange={(rate_limits) => put({ rate_limits })}
        />
      </Panel>
      <Panel
        title="Rules on texts"
        actions={notEnforced.length > 0 ? <Badge tone="warn">Kept, not enforced</Badge> : null}
      >
        <div class="stack">
          <p class="quiet">
            Endpoints take rows, not texts, so far: such rules can only be kept for later.
          </p>
          <div class="columns">
            <TextRules
              title="Of what comes in"
              where="/body/input_guardrails"
              testid="guardrails-in"
              rules={at.input_guardrails}
              error={error}
              onChange={(input_guardrails) => put({ input_guardrails })}
            />
            <TextRules
              title="Of what goes out"
              where="/body/output_guardrails"
              testid="guardrails-out"
              rules={at.output_guardrails}
              error={error}
              onChange={(output_guardrails) => put({ output_guardrails })}
            />
          </div>
          <Switch
            label="Keep them although they are not enforced"
            isOn={storeOnly.value}
            testid="guardrails-store-only"
            onChange={(isOn) => (storeOnly.value = isOn)}
          />
        </div>
      </Panel>
      <div class="row">
        <Button
          look="primary"
          type="submit"
          isBusy={isBusy}
          needs="deploy:write"
          data-testid="guardrails-save"
        >
          Save
        </Button>
        <Button
          needs="deploy:write"
          data-testid="guardrails-reset"
          onClick={() => {
            rules.reset();
            clear();
          }}
        >
          As before
        </Button>
      </div>
    </InputForm>
  );
}

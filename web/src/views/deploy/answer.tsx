// What a model answered, how sure it is, how long it took, and whether it was right.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { EndpointDetails } from "../../api/types";
import { href } from "../../state/location";
import { Button } from "../../ui/button";
import { CodeBlock } from "../../ui/command";
import { InputForm, TextField } from "../../ui/form";
import { milliseconds, percent } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { toast } from "../../ui/toast";

type Rating = "positive" | "negative";

export interface Answered {
  body: {
    predictions: unknown[];
    probabilities?: Record<string, number | null>[];
    served_entity: string;
    model_version: string;
    request_id: string;
    warnings?: string[];
  };
  tookMs: number;
  /** The header Server-Timing. */
  timing: string;
  asked: unknown;
}

/** The milliseconds by name of `model;dur=0.02, total;dur=0.1`. */
export function timings(header: string): [string, number][] {
  return header.split(",").flatMap((part) => {
    const found = /^\s*([\w-]+)\s*;\s*dur=([\d.]+)/.exec(part);
    return found ? [[found[1]!, Number(found[2])] as [string, number]] : [];
  });
}

/** The answer as feedback keeps it: that of one row as it is, as clients send it. */
export function answeredText(predictions: readonly unknown[]): string {
  const answer = predictions.length === 1 ? predictions[0] : predictions;
  return typeof answer === "string" ? answer : JSON.stringify(answer);
}

function Probabilities({ of }: { of: Record<string, number | null> }) {
  const sorted = Object.entries(of)
    .sort(([, a], [, b]) => (b ?? 0) - (a ?? 0))
    .slice(0, 8);
  return (
    <dl class="probabilities">
      {sorted.map(([label, share]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <i style={{ width: `${(share ?? 0) * 100}%` }} />
            <span>{percent(share, 2)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Thumbs({ endpoint, answered }: { endpoint: EndpointDetails; answered: Answered }) {
  /** A second thought changes the first one: an answer is judged once. */
  const given = useSignal<{ id: string; rating: Rating } | null>(null);
  const correction = useSignal("");
  const isBusy = useSignal(false);
  const judge = (rating: Rating) =>
    api.post("/api/v1/feedback", {
      body: {
        endpoint_id: endpoint.id,
        input_text: JSON.stringify(
          (answered.asked as { inputs?: unknown }).inputs ?? answered.asked,
        ),
        output_text: answeredText(answered.body.predictions),
        rating,
        request_id: answered.body.request_id,
        source: "human",
      },
    });
  const give = async (rating: Rating, corrected = "") => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    try {
      const before = given.value;
      const { id } = before
        ? await api.patch("/api/v1/feedback/{feedback_id}", {
            path: { feedback_id: before.id },
            body: { rating, ...(corrected ? { correction: corrected } : {}) },
          })
        : await judge(rating);
      given.value = { id, rating };
      toast(
        corrected ? "Kept, with the correction." : "Kept: it counts for the version that answered.",
      );
    } catch (thrown) {
      toast(asApiError(thrown)?.message ?? "It was not kept.", { tone: "bad" });
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="stack" data-testid="thumbs">
      <div class="row">
        <span>Was it right?</span>
        <Button
          icon="up"
          aria-pressed={given.value?.rating === "positive"}
          needs="improve:write"
          data-testid="thumb-up"
          onClick={() => give("positive")}
        >
          Yes
        </Button>
        <Button
          icon="thumbDown"
          aria-pressed={given.value?.rating === "negative"}
          needs="improve:write"
          data-testid="thumb-down"
          onClick={() => give("negative")}
        >
          No
        </Button>
        {given.value ? (
          <a href={href("/improve", { item: given.value.id })}>See it in Improve</a>
        ) : null}
      </div>
      {given.value?.rating === "negative" ? (
        <InputForm
          class="row end-aligned"
          onSubmit={(event) => {
            event.preventDefault();
            void give("negative", correction.value);
          }}
        >
          <TextField
            label="What should it have been?"
            value={correction.value}
            testid="correction"
            onInput={(value) => (correction.value = value)}
          />
          <Button
            type="submit"
            disabled={!correction.value}
            needs="improve:write"
            data-testid="correction-send"
          >
            Keep
          </Button>
        </InputForm>
      ) : null}
    </div>
  );
}

export function Answer({ endpoint, answered }: { endpoint: EndpointDetails; answered: Answered }) {
  const { body, tookMs, timing } = answered;
  const served = timings(timing);
  return (
    <div class="stack" data-testid="answered">
      <div class="prediction" data-testid="prediction">
        {body.predictions.slice(0, 20).map((one, index) => (
          <strong key={index}>{typeof one === "object" ? JSON.stringify(one) : String(one)}</strong>
        ))}
      </div>
      {body.probabilities?.[0] ? <Probabilities of={body.probabilities[0]} /> : null}
      {(body.warnings ?? []).map((text) => (
        <p key={text} class="warn">
          {text}
        </p>
      ))}
      <Facts
        facts={[
          ["Answered by", `${body.served_entity}, version ${body.model_version}`],
          [
            "In the server",
            served.length > 0
              ? served.map(([name, ms]) => `${name} ${milliseconds(ms)}`).join(", ")
              : "–",
          ],
          ["With the network", milliseconds(tookMs)],
          ["Request", <code key="id">{body.request_id}</code>],
        ]}
      />
      <Thumbs key={body.request_id} endpoint={endpoint} answered={answered} />
      <details>
        <summary>Whole answer</summary>
        <CodeBlock code={JSON.stringify(body, null, 2)} label="Whole answer" />
      </details>
    </div>
  );
}

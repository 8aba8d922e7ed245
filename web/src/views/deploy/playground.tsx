// Asks an endpoint as a client would: by a form of its signature or JSON; and a thumb on the answer.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, exchange } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { EndpointDetails, Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { FormError, InputForm, TextArea } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { Segments } from "../../ui/segments";
import { ErrorState, Skeleton } from "../../ui/states";
import { exampleInputs } from "../example";
import { Answer, answeredText, type Answered } from "./answer";
import { bringFirstWrong, bringIntoView, isInView } from "./bring_into_view";
import "./deploy.css";
import { InputFields, placeOf } from "./input_fields";
import { Snippets } from "./snippets";

type Signature = Schemas["Signature"];

/** A logged request where the address names one; else the means of what the model was trained on, or zeros: an example that makes sense. */
async function readExample(endpoint: EndpointDetails, signal: AbortSignal) {
  const version = await api.get("/api/v1/deployment/models/{model_name}/versions/{version}", {
    path: { model_name: endpoint.model_name ?? "", version: endpoint.model_version ?? "" },
    signal,
  });
  const request = param("request").peek();
  if (request) {
    const logged = await api.get("/api/v1/monitoring/requests/{id}", {
      path: { id: request },
      signal,
    });
    const body = logged.payload?.query as Record<string, unknown> | null | undefined;
    if (body) return { signature: version.signature, body };
  }
  const example = exampleInputs(version.signature);
  const drift = await api
    .get("/api/v1/monitoring/drift/{endpoint_id}", {
      path: { endpoint_id: endpoint.id },
      signal,
    })
    .catch(() => null);
  for (const { feature, baseline_value: value } of drift?.feature_details ?? [])
    if (feature in example && typeof example[feature] === "number" && value !== null)
      example[feature] = Number(Number(value).toPrecision(4));
  return { signature: version.signature, body: { inputs: example } };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function ask(endpoint: string, body: unknown): Promise<Answered> {
  const begin = performance.now();
  const reply = await exchange("post", "/api/v1/deployment/endpoints/{endpoint_name}/query", {
    path: { endpoint_name: endpoint },
    body,
  });
  return {
    body: reply.data as Answered["body"],
    tookMs: performance.now() - begin,
    timing: reply.headers.get("server-timing") ?? "",
    asked: body,
  };
}

function Asking({
  endpoint,
  signature,
  body: first,
}: {
  endpoint: EndpointDetails;
  signature: Signature;
  /** What is asked unless somebody changes it. */
  body: Record<string, unknown>;
}) {
  const text = useSignal(JSON.stringify(first, null, 2));
  const error = useSignal<ApiError | null>(null);
  const answer = useSignal<Answered | null>(null);
  const isBusy = useSignal(false);
  const body = parsed(text.value);
  const inputs = body?.inputs;
  const canForm = typeof inputs === "object" && inputs !== null && !Array.isArray(inputs);
  const isJson = !canForm || param("as").value === "json";
  const write = (as: "form" | "json") => setParams({ as: as === "json" ? as : null }, "replace");
  // What is typed as JSON and fits the form on its way stays JSON.
  useEffect(() => {
    if (!canForm) write("json");
  }, [canForm]);

  const all = useRef<HTMLDivElement>(null);
  const answers = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error.value) bringFirstWrong(all.current);
    else if (answer.value && !isInView(answers.current)) bringIntoView(answers.current, "start");
  }, [error.value, answer.value]);

  const send = async (event: Event) => {
    event.preventDefault();
    if (!body || isBusy.peek()) return;
    isBusy.value = true;
    error.value = null;
    try {
      answer.value = await ask(endpoint.name, body);
    } catch (thrown) {
      error.value = asApiError(thrown);
      answer.value = null;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="playground" ref={all}>
      <Panel
        title="Question"
        testid="question"
        actions={
          <Segments
            label="How to write it"
            value={isJson ? "json" : "form"}
            choices={[
              ["form", "Form"],
              ["json", "JSON"],
            ]}
            disabled={canForm ? [] : ["form"]}
            onChoose={write}
            testid="as"
          />
        }
      >
        <InputForm
          class="stack"
          onSubmit={send}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            event.currentTarget.requestSubmit();
          }}
        >
          {isJson ? (
            <TextArea
              label="Body"
              code
              rows={16}
              value={text.value}
              testid="playground-json"
              hint={
                body
                  ? "inputs, dataframe_split, dataframe_records or instances."
                  : "This is no JSON object yet."
              }
              onInput={(value) => (text.value = value)}
            />
          ) : (
            <InputFields
              signature={signature}
              values={inputs as Record<string, unknown>}
              error={error.value}
              onChange={(values) =>
                (text.value = JSON.stringify({ ...body, inputs: values }, null, 2))
              }
            />
          )}
          <div class="row asking">
            <Button
              look="primary"
              icon="play"
              type="submit"
              isBusy={isBusy.value}
              disabled={!body}
              needs="query"
              data-testid="playground-send"
            >
              Ask
            </Button>
            <Button
              look="quiet"
              data-testid="playground-reset"
              onClick={() => (text.value = JSON.stringify(first, null, 2))}
            >
              Example
            </Button>
            <span class="quiet">
              <kbd>{isJson ? "Ctrl Enter" : "Enter"}</kbd> asks
            </span>
          </div>
        </InputForm>
      </Panel>
      <div class="stack answers">
        <div ref={answers} role="group" aria-label="Answer">
          <p class="unseen" role="status">
            {answer.value ? `Answered: ${answeredText(answer.value.body.predictions)}` : ""}
          </p>
          <Panel title="Answer" testid="answer">
            {error.value ? (
              <FormError
                error={error.value}
                shown={isJson ? [] : signature.inputs.map(({ name }) => placeOf(name))}
              />
            ) : null}
            {answer.value ? <Answer endpoint={endpoint} answered={answer.value} /> : null}
            {!answer.value && !error.value ? (
              <p class="quiet">The answer stands here, with the time it took and a thumb for it.</p>
            ) : null}
          </Panel>
        </div>
        <Snippets endpoint={endpoint.name} body={body ?? first} />
      </div>
    </div>
  );
}

export function Playground({ endpoint }: { endpoint: EndpointDetails }) {
  const example = useResource(
    `example ${endpoint.id} ${endpoint.revision} ${param("request").value}`,
    (signal) => readExample(endpoint, signal),
    { everyMs: 0 },
  );
  if (!example.data)
    return example.error ? (
      <ErrorState error={example.error} retry={example.reload} />
    ) : (
      <Skeleton lines={8} />
    );
  return <Asking key={endpoint.revision} endpoint={endpoint} {...example.data} />;
}

// Three commands from nothing to a served model; each is ticked when it was really done.
import { api } from "../../api/client";
import type { Endpoint } from "../../api/types";
import { useResource } from "../../state/resource";
import { CodeBlock } from "../../ui/command";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/panel";
import { deployCommand, exampleInputs, queryCommand, registerCommand } from "../example";

const placeholder = "main.default.my_model";

interface Progress {
  model: string;
  version: string;
  endpoint: string;
  inputs: Record<string, unknown>;
  hasRequests: boolean;
}

async function readProgress(
  endpoints: readonly Endpoint[],
  signal: AbortSignal,
): Promise<Progress> {
  const [models, performance] = await Promise.all([
    api.get("/api/v1/deployment/models", { query: { limit: 1 }, signal }),
    api.get("/api/v1/monitoring/metrics/performance", { query: { hours: 720 }, signal }),
  ]);
  const endpoint = endpoints[0];
  const model = endpoint?.model_name ?? models.find((one) => one.latest_version)?.full_name ?? "";
  const versions = model
    ? await api.get("/api/v1/deployment/models/{model_name}/versions", {
        path: { model_name: model },
        query: { limit: 1 },
        signal,
      })
    : [];
  return {
    model,
    version: versions[0]?.version ?? "",
    endpoint: endpoint?.name ?? "",
    inputs: versions[0] ? exampleInputs(versions[0].signature) : { x: 0 },
    hasRequests: performance.some((row) => row.total_requests > 0),
  };
}

function Step({
  number,
  title,
  code,
  isDone,
}: {
  number: number;
  title: string;
  code: string;
  isDone: boolean;
}) {
  return (
    <li class={`step ${isDone ? "done" : ""}`} data-testid={`step-${number}`} data-done={isDone}>
      <span class="step-mark">{isDone ? <Icon name="check" size={14} /> : number}</span>
      <div>
        <h3>
          {title}
          <span class="unseen">{isDone ? ": done" : ""}</span>
        </h3>
        <CodeBlock code={code} label={title} />
      </div>
    </li>
  );
}

/** Nothing once all three are done. */
export function FirstRun({ endpoints }: { endpoints: readonly Endpoint[] | undefined }) {
  const progress = useResource(
    endpoints ? `first ${endpoints.length}` : "",
    (signal) => readProgress(endpoints ?? [], signal),
    { topics: ["endpoints", "metrics"], everyMs: 3_000 },
  );
  const at = progress.data;
  if (!at || at.hasRequests) return null;
  const { origin } = window.location;
  return (
    <Panel title="From a model file to a watched endpoint" testid="first-run">
      <ol class="steps">
        <Step
          number={1}
          title="Register a model"
          isDone={at.model !== ""}
          code={registerCommand(origin, at.model || placeholder)}
        />
        <Step
          number={2}
          title="Deploy it"
          isDone={at.endpoint !== ""}
          code={deployCommand(origin, at.model || placeholder, at.version || "1")}
        />
        <Step
          number={3}
          title="Query it"
          isDone={at.hasRequests}
          code={queryCommand(origin, at.endpoint || "my-model-v1", at.inputs)}
        />
      </ol>
    </Panel>
  );
}

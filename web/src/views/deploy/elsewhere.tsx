// An endpoint that is only registered here: what it is, and how its requests are told.
import type { Endpoint, EndpointDetails } from "../../api/types";
import { Badge } from "../../ui/badge";
import { CodeBlock } from "../../ui/command";
import { none, time } from "../../ui/format";
import { Facts, Panel } from "../../ui/panel";
import { baselineCommand, curl, quoted } from "../example";
import { monitorOf } from "../monitor/addresses";

/** What is served here is ready with a revision only. */
export const isElsewhere = ({ state, revision }: Endpoint): boolean =>
  state === "READY" && revision === null;

export function ElsewhereBadge({ testid }: { testid?: string }) {
  return (
    <Badge tone="quiet" icon="info" {...(testid ? { testid } : {})}>
      Served elsewhere
    </Badge>
  );
}

/** Tells of one request, as the program that served it does. */
export function ingestCommand(origin: string, { name, model_version }: Endpoint): string {
  const body = JSON.stringify({
    endpoint_id: name,
    request_id: "request-1",
    latency_ms: 12.5,
    ...(model_version ? { model_version } : {}),
    features: { age: 42 },
    prediction: "yes",
  });
  return `${curl()} ${origin}/api/v1/monitoring/metrics/ingest \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(body)}`;
}

export function Elsewhere({ endpoint }: { endpoint: EndpointDetails }) {
  const { origin } = window.location;
  return (
    <div class="split">
      <div class="stack">
        <Panel title="Served elsewhere" testid="elsewhere">
          <div class="stack">
            <p>
              Another server answers its requests. It cannot be queried, deployed or limited here;
              it is watched like any other, once that server tells of what it answered.
            </p>
            <h3>Tell of a request</h3>
            <CodeBlock
              code={ingestCommand(origin, endpoint)}
              label="Tell of a request"
              testid="ingest-command"
            />
            <p class="quiet">
              Up to 7 days late, each request once. Inputs and answer may be left out; with them
              there is a request log. Then look at{" "}
              <a href={monitorOf(endpoint.name, endpoint.id)}>Monitor</a>.
            </p>
            <h3>Watch for drift</h3>
            <CodeBlock
              code={baselineCommand(origin, { endpoint_id: endpoint.name })}
              label="Watch for drift"
            />
            <p class="quiet">
              The file has a column for each input, and may have a column “prediction” with what the
              model answered.
            </p>
          </div>
        </Panel>
      </div>
      <Panel title="Facts" testid="facts">
        <Facts
          facts={[
            ["Model", endpoint.model_name ?? none],
            ["Version", endpoint.model_version ?? none],
            ["Type", endpoint.endpoint_type],
            ["Registered", time(endpoint.created_at)],
            ["Registered by", endpoint.creator || none],
            ["Id", <code key="id">{endpoint.id}</code>],
          ]}
        />
      </Panel>
    </div>
  );
}

// One request: what was sent and answered, who answered and why, and what people said of it.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { LinkButton } from "../../ui/button";
import { CodeBlock, CopyButton } from "../../ui/command";
import { Drawer } from "../../ui/dialog";
import { brief, bytes, milliseconds, none, percent, plural, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { monitorOf } from "./addresses";
import type { Logged } from "./log_rows";
import { StatusBadge } from "./status_badge";

type Exchange = Schemas["LoggedExchange"];
/** The document leaves open what it is: it is what reads of feedback answer. */
type Judgement = Schemas["FeedbackItem"];

function Payload({ payload }: { payload: Exchange["payload"] }) {
  if (!payload)
    return <p class="quiet">What was sent and answered was not kept: only a share of it is.</p>;
  const block = (title: string, body: unknown, isCut: boolean) =>
    body === null || body === undefined ? (
      <p class="quiet">{title}: none, or no JSON.</p>
    ) : (
      <>
        <h3>
          {title} {isCut ? <Badge tone="warn">cut</Badge> : null}
        </h3>
        <CodeBlock label={title} code={JSON.stringify(body, null, 2)} />
      </>
    );
  return (
    <>
      {block("Sent", payload.query, payload.is_query_cut)}
      {block("Answered", payload.answer, payload.is_answer_cut)}
    </>
  );
}

/** Which of the revision's entities answered, and by what it was picked. */
export function explained(
  request: Logged,
  config: Schemas["Revision"]["config"] | undefined,
): string {
  if (!request.served_entity) return "No version was asked: the request was refused before.";
  const by = `${request.served_entity}, version ${request.model_version} of ${request.model_name}`;
  if (!config) return `Revision ${request.revision} answered by ${by}.`;
  const share = config.traffic.find((one) => one.served_entity_name === request.served_entity);
  if (config.traffic.length < 2) return `Revision ${request.revision} sends everything to ${by}.`;
  const split = config.traffic
    .map((one) => `${one.served_entity_name} ${one.traffic_percentage} %`)
    .join(", ");
  return (
    `Revision ${request.revision} splits by ${config.sticky_by || "request_id"} (${split}): ` +
    `this one fell into the ${share?.traffic_percentage ?? 0} % of ${by}.`
  );
}

function Explain({ request }: { request: Logged }) {
  const revision = useResource(
    request.revision > 0 ? `revision ${request.endpoint_id} ${request.revision}` : "",
    (signal) =>
      api.get("/api/v1/deployment/endpoints/{endpoint_name}/revisions/{revision}", {
        path: { endpoint_name: request.endpoint_id, revision: request.revision },
        signal,
      }),
    { everyMs: 0 },
  );
  return <p data-testid="request-explained">{explained(request, revision.data?.config)}</p>;
}

/** What somebody said of the answer: in words, or by a score. */
export function saidOf(one: Judgement): string {
  const text = one.feedback_text || one.correction || one.expected_output || one.rationale;
  if (text) return text;
  const score = one.label ?? one.value;
  if (one.rating === null && score !== null && score !== undefined)
    return `${one.name}: ${brief(score)}`;
  return one.state === "deleted" ? "deleted" : "without words";
}

function Feedback({ items }: { items: readonly Judgement[] }) {
  if (items.length === 0) return <p class="quiet">Nobody has judged this answer.</p>;
  return (
    <ul class="plain-list" data-testid="request-feedback">
      {items.map((one) => (
        <li key={one.id} class="row">
          {one.rating === null ? (
            <Badge tone="quiet">scored</Badge>
          ) : (
            <Badge
              tone={one.rating === "negative" ? "bad" : "good"}
              icon={one.rating === "negative" ? "thumbDown" : "up"}
            >
              {one.rating}
            </Badge>
          )}
          <a href={href("/improve", { item: one.id })}>{saidOf(one)}</a>
        </li>
      ))}
    </ul>
  );
}

function Facets({ request }: { request: Logged }) {
  return (
    <Facts
      facts={[
        ["Time", time(request.created_at)],
        ["Status", <StatusBadge key="s" status={request.status} />],
        [
          "Took",
          `${milliseconds(request.total_ms)}: ${milliseconds(request.model_ms)} in the model, ${milliseconds(request.queue_ms)} waiting`,
        ],
        [
          "Endpoint",
          <a key="e" href={monitorOf(request.endpoint_name, request.endpoint_id)}>
            {request.endpoint_name}
          </a>,
        ],
        [
          "Rows, size",
          `${plural(request.row_count, "row")}, ${bytes(request.bytes_in)} in, ${bytes(request.bytes_out)} out`,
        ],
        ["Asked by", request.requester || none],
        ["Session", request.session_id || none],
        ["Client's id", request.client_request_id || none],
        [
          "Request id",
          <span key="r" class="row">
            <code>{request.request_id}</code>
            <CopyButton text={request.request_id} label="Copy the request id" />
          </span>,
        ],
        ["Kept then", percent(request.kept_share)],
        ...(request.error
          ? ([
              [
                "Error",
                <span key="x" class="bad">
                  {request.error}
                </span>,
              ],
            ] as [string, preact.ComponentChildren][])
          : []),
      ]}
    />
  );
}

export function RequestDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const exchange = useResource(
    `request ${id}`,
    (signal) => api.get("/api/v1/monitoring/requests/{id}", { path: { id }, signal }),
    { topics: ["feedback"], everyMs: 0 },
  );
  const at = exchange.data;
  const canReplay = at?.payload && at.payload.query !== null && !at.payload.is_query_cut;
  return (
    <Drawer
      title="Request"
      testid="request"
      onClose={onClose}
      footer={
        canReplay ? (
          <LinkButton
            look="primary"
            icon="play"
            testid="request-replay"
            href={href(`/deploy/${encodeURIComponent(at.request.endpoint_name)}`, {
              tab: "playground",
              request: at.request.id,
            })}
          >
            Replay in the playground
          </LinkButton>
        ) : undefined
      }
    >
      <Loaded of={exchange} lines={10}>
        {({ request, payload, feedback }) => (
          <div class="stack">
            <Explain request={request} />
            <Facets request={request} />
            <Payload payload={payload} />
            <h3>Feedback</h3>
            <Feedback items={feedback as readonly Judgement[]} />
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}

// That no label came in the range, with the command that labels the newest prediction.
import { api } from "../../api/client";
import { isPast, range, type TimeRange } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { EmptyState } from "../../ui/states";
import { postCommand } from "../example";
import { NoRequests } from "./no_requests";

export const labelCommand = (
  endpoint: string,
  request: string,
  label: unknown,
  origin?: string,
): string =>
  postCommand(
    "/monitoring/labels",
    { endpoint_id: endpoint, labels: [{ request_id: request, row: 0, label }] },
    origin,
  );

interface Predicted {
  request: string;
  label: unknown;
}

/** The newest request that was answered, and what was predicted of its first row; null where there is none. */
async function readNewest(
  id: string,
  { from, to }: TimeRange,
  signal: AbortSignal,
): Promise<Predicted | null> {
  const since = new Date(from).toISOString();
  const until = new Date(to).toISOString();
  const { items } = await api.get("/api/v1/monitoring/requests", {
    query: { endpoint_id: id, status: "2xx", limit: 1, since, until },
    signal,
  });
  if (!items[0]) return null;
  const { payload, request } = await api.get("/api/v1/monitoring/requests/{id}", {
    path: { id: items[0].id },
    signal,
  });
  const answer = payload?.answer as { predictions?: unknown } | null | undefined;
  const predictions = Array.isArray(answer?.predictions) ? answer.predictions : [];
  return { request: request.request_id, label: predictions[0] ?? "label" };
}

export function NoLabels({ id, name, reason }: { id: string; name: string; reason: string }) {
  const asked = range.value;
  const newest = useResource(
    `newest request ${id} ${asked.fromText} ${asked.toText}`,
    (signal) => readNewest(id, asked, signal),
    { topics: ["metrics"], throttleMs: 10_000 },
  ).data;
  const title = "No labels in this range";
  const words = reason || "Quality is measured when somebody says what was true.";
  if (newest === null && !isPast(asked))
    return (
      <NoRequests title={title} endpoint={name} testid="quality-empty">
        {words} Nothing was asked in this range that could have one.
      </NoRequests>
    );
  return (
    <EmptyState
      title={title}
      icon="tag"
      commandLabel="Say what was true of a prediction"
      testid="quality-empty"
      {...(newest ? { command: labelCommand(name, newest.request, newest.label) } : {})}
    >
      {words}
    </EmptyState>
  );
}

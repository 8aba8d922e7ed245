// How the fleet does: health of every endpoint.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useResource } from "../../state/resource";
import { StateBadge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { milliseconds, number, percentage, perMinute } from "../../ui/format";
import { Panel, ViewHead } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";

type Health = Schemas["EndpointHealth"];

const columns: readonly Column<Health>[] = [
  {
    key: "name",
    title: "Endpoint",
    sort: (row) => row.endpoint_name,
    render: (row) => row.endpoint_name,
  },
  { key: "status", title: "Health", render: (row) => <StateBadge state={row.status} /> },
  {
    key: "score",
    title: "Score",
    align: "end",
    sort: (row) => row.health_score,
    render: (row) => number(row.health_score),
  },
  {
    key: "rate",
    title: "Requests",
    align: "end",
    render: (row) => perMinute(row.metrics.requests_per_minute),
  },
  {
    key: "success",
    title: "Success",
    align: "end",
    render: (row) => percentage(row.metrics.success_rate, 2),
  },
  {
    key: "p95",
    title: "p95",
    align: "end",
    render: (row) => milliseconds(row.metrics.p95_latency_ms),
  },
  { key: "alerts", title: "Firing", align: "end", render: (row) => row.active_alerts },
];

export default function Monitor() {
  const health = useResource(
    "health",
    (signal) => api.get("/api/v1/monitoring/health", { query: { limit: 100 }, signal }),
    { topics: ["metrics", "alerts"], throttleMs: 2_000 },
  );
  return (
    <>
      <ViewHead title="Monitor" lead="The last hour of every endpoint." />
      <Panel flush testid="health">
        <Loaded
          of={health}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState title="Nothing to watch yet" icon="monitor">
              Deploy an endpoint, and its health stands here.
            </EmptyState>
          }
        >
          {({ items }) => (
            <DataTable
              label="Health"
              columns={columns}
              rows={items}
              isMain
              rowKey={(row) => row.endpoint_id}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}

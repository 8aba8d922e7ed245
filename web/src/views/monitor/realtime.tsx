// The last minutes of an endpoint, each second.
import { api } from "../../api/client";
import { useResource } from "../../state/resource";
import { count, milliseconds, none, number, percentage, perMinute } from "../../ui/format";
import { Facts, Panel } from "../../ui/panel";
import { Loaded } from "../../ui/states";

export function Realtime({ id }: { id: string }) {
  const now = useResource(
    `realtime ${id}`,
    (signal) =>
      api.get("/api/v1/monitoring/metrics/realtime/{endpoint_id}", {
        path: { endpoint_id: id },
        query: { minutes: 5 },
        signal,
      }),
    { topics: ["metrics", "feedback"], throttleMs: 1_000, everyMs: 5_000 },
  );
  return (
    <Panel title="Last 5 minutes" testid="realtime">
      <Loaded of={now}>
        {(at) => (
          <Facts
            facts={[
              ["Rate", <b key="r">{perMinute(at.requests_per_minute)}</b>],
              ["Requests", count(at.request_count)],
              ["Success", percentage(at.success_rate, 2)],
              [
                "p50, p95, p99",
                at.p50_latency_ms === null
                  ? none
                  : [at.p50_latency_ms, at.p95_latency_ms, at.p99_latency_ms]
                      .map(milliseconds)
                      .join(", "),
              ],
              ["In flight", count(at.in_flight)],
              ["Rating", at.avg_rating === null ? none : `${number(at.avg_rating)} of 5`],
              ["Flagged", count(at.flagged_count)],
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

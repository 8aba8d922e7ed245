// What an endpoint serves now, how its traffic is split, and its deployments on a time line.
import type { EndpointDetails, Schemas } from "../../api/types";
import { href } from "../../state/location";
import { Badge, StateBadge } from "../../ui/badge";
import { none, time } from "../../ui/format";
import { Facts, Panel } from "../../ui/panel";
import { versionList } from "./served_versions";
import { Timeline } from "./timeline";

type Share = Schemas["TrafficShare"];

/** The share of each served entity, as a bar and in words; of none nothing. */
export function SplitBar({ traffic }: { traffic: readonly Share[] }) {
  if (traffic.length === 0) return null;
  return (
    <div
      class="split-bar"
      role="img"
      data-testid="split"
      aria-label={traffic
        .map((one) => `${one.served_entity_name} ${one.traffic_percentage} %`)
        .join(", ")}
    >
      {traffic
        .filter((one) => one.traffic_percentage > 0)
        .map((one, index) => (
          <div
            key={one.served_entity_name}
            style={{
              flexGrow: one.traffic_percentage,
              background: `var(--series-${(index % 6) + 1})`,
            }}
          />
        ))}
    </div>
  );
}

function Entities({ endpoint }: { endpoint: EndpointDetails }) {
  const { served_entities: entities, traffic, sticky_by: sticky } = endpoint.config;
  const shareOf = (name: string) =>
    traffic.find((one) => one.served_entity_name === name)?.traffic_percentage ?? 0;
  return (
    <Panel title="Traffic" testid="entities">
      <div class="stack">
        <SplitBar traffic={traffic} />
        {entities.length === 0 ? <p class="quiet">Nothing serves yet.</p> : null}
        <ul class="entities">
          {entities.map((entity, index) => (
            <li key={entity.name} data-testid="entity">
              <i style={{ background: `var(--series-${(index % 6) + 1})` }} />
              <div>
                <b>{entity.name}</b>{" "}
                <StateBadge state={entity.state} title={entity.state_message} />
                <p class="quiet">
                  <a href={href(`/models/${entity.entity_name}`)}>{entity.entity_name}</a> version{" "}
                  {entity.entity_version} · {entity.workload_size}
                  {entity.scale_to_zero ? " · scales to zero" : ""}
                </p>
              </div>
              <strong>{shareOf(entity.name)} %</strong>
            </li>
          ))}
        </ul>
        {entities.length > 1 ? (
          <p class="quiet">A caller stays with one entity by {sticky || "request_id"}.</p>
        ) : null}
      </div>
    </Panel>
  );
}

export function EndpointOverview({ endpoint }: { endpoint: EndpointDetails }) {
  const pending = endpoint.pending_config;
  return (
    <div class="split">
      <div class="stack">
        {pending ? (
          <Panel testid="pending">
            <p>
              <Badge tone="info" icon="refresh">
                {pending.state}
              </Badge>{" "}
              {pending.state_message}
            </p>
          </Panel>
        ) : null}
        <Entities endpoint={endpoint} />
        <Timeline endpoint={endpoint} />
      </div>
      <Panel title="Facts" testid="facts">
        <Facts
          facts={[
            ["State", endpoint.state_message],
            ["Revision", endpoint.revision ?? none],
            ["Model", endpoint.model_name ?? none],
            [
              "Version",
              endpoint.model_version ? versionList(endpoint.config, endpoint.model_version) : none,
            ],
            ["Type", endpoint.endpoint_type],
            ["Made", time(endpoint.created_at)],
            ["Made by", endpoint.creator || none],
            ["Id", <code key="id">{endpoint.id}</code>],
          ]}
        />
      </Panel>
    </div>
  );
}

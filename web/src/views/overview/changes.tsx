// What people and alerts did in the last day, newest first.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { ago, moment, time } from "../../ui/format";
import { LinkButton } from "../../ui/button";
import { Icon, type IconName } from "../../ui/icon";
import { Panel } from "../../ui/panel";
import { PartFailures, partOf, type Part } from "../../ui/part";
import { EmptyState, Loaded } from "../../ui/states";

interface Change {
  at: number;
  icon: IconName;
  tone: string;
  what: string;
  who: string;
  to: string;
}

const dayMs = 86_400_000;
const shownMax = 14;

function ofDeployment(one: Schemas["Deployment"]): Change {
  const version = `version ${one.model_version}`;
  const what: Record<string, string> = {
    created: `${one.endpoint_name} was created with ${version}`,
    updated: `${one.endpoint_name} serves ${version}`,
    rollback: `${one.endpoint_name} went back to ${version}`,
    guardrails: `${one.endpoint_name} has new guardrails`,
  };
  const isFailed = one.status === "failed";
  return {
    at: moment(one.started_at) ?? 0,
    icon: isFailed ? "stop" : one.action === "rollback" ? "back" : "deploy",
    tone: isFailed ? "bad" : "",
    what: isFailed ? `${one.endpoint_name}: ${version} failed to deploy` : what[one.action]!,
    who: one.deployed_by,
    to: href(`/deploy/${encodeURIComponent(one.endpoint_name)}`, { tab: "history" }),
  };
}

function ofAlert(alert: Schemas["Alert"]): Change {
  return {
    at: moment(alert.triggered_at) ?? 0,
    icon: "bell",
    tone: alert.firing ? "bad" : "",
    what: `${alert.name ?? alert.alert_type} fired on ${alert.endpoint_name}`,
    who: alert.acknowledged_by ? `acknowledged by ${alert.acknowledged_by}` : "",
    to: href("/monitor/alerts", { alert: alert.id }),
  };
}

interface Changed {
  all: readonly Change[];
  deployments: Part<unknown>;
  alerts: Part<unknown>;
}

/** Each by itself: what cannot be read of one hides nothing of the other. */
async function readChanges(signal: AbortSignal): Promise<Changed> {
  const since = Date.now() - dayMs;
  const [deployments, alerts] = await Promise.all([
    partOf(api.get("/api/v1/deployment/deployments", { query: { page_size: 50 }, signal })),
    partOf(api.get("/api/v1/monitoring/alerts", { signal })),
  ]);
  const all = [
    ...(deployments.data?.deployments ?? []).map(ofDeployment),
    ...(alerts.data ?? []).filter((alert) => alert.triggered_at).map(ofAlert),
  ];
  return {
    all: all.filter(({ at }) => at >= since).sort((a, b) => b.at - a.at),
    deployments,
    alerts,
  };
}

function Failures({ of, retry }: { of: Changed | undefined; retry: () => void }) {
  if (!of) return null;
  return (
    <PartFailures
      parts={[
        { what: "Deployments", of: of.deployments, retry },
        { what: "Alerts", of: of.alerts, retry },
      ]}
    />
  );
}

export function Changes() {
  const changes = useResource("changes", readChanges, { topics: ["endpoints", "alerts"] });
  return (
    <Panel title="What changed in 24 hours" testid="changes">
      <Failures of={changes.data} retry={changes.reload} />
      <Loaded
        of={changes}
        lines={5}
        isEmpty={({ all, deployments, alerts }) =>
          all.length === 0 && !deployments.error && !alerts.error
        }
        empty={
          <EmptyState
            title="A quiet day"
            icon="check"
            action={
              <LinkButton icon="deploy" href={href("/deploy", { new: 1 })}>
                Deploy a model
              </LinkButton>
            }
          >
            Deployments, rollbacks and alerts of the last day are listed here.
          </EmptyState>
        }
      >
        {({ all }) => (
          <ol class="feed">
            {all.slice(0, shownMax).map((change) => (
              <li key={`${change.at} ${change.what}`} data-testid="change">
                <span class={`feed-icon ${change.tone}`}>
                  <Icon name={change.icon} size={14} />
                </span>
                <div>
                  <a href={change.to}>{change.what}</a>
                  <small class="quiet">
                    <time title={time(change.at)}>{ago(change.at, now.value)}</time>
                    {change.who ? ` · ${change.who}` : ""}
                  </small>
                </div>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Panel>
  );
}

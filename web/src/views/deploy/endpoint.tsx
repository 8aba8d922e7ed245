// One endpoint: what it serves, its history, and what can be done with it.
import { api } from "../../api/client";
import { href, param } from "../../state/location";
import { useResource } from "../../state/resource";
import type { ViewProps } from "../../app/routes";
import { StateBadge } from "../../ui/badge";
import { LinkButton } from "../../ui/button";
import { CopyButton } from "../../ui/command";
import { Tabs, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { EndpointOverview } from "./endpoint_overview";
import { History } from "./history";

const tabs = [
  { id: "overview", label: "Overview" },
  { id: "history", label: "History" },
] as const;

export default function EndpointView({ params }: ViewProps) {
  const name = params.name!;
  const details = useResource(`endpoint ${name}`, (signal) =>
    api.get("/api/v1/deployment/endpoints/{endpoint_name}", { path: { endpoint_name: name }, signal }),
    { topics: ["endpoints"], everyMs: 10_000 });
  const tab = param("tab").value || "overview";
  const base = `/deploy/${encodeURIComponent(name)}`;
  const query = `${window.location.origin}/api/v1/deployment/endpoints/${encodeURIComponent(name)}/query`;
  return (
    <>
      <ViewHead title={name} crumbs={[{ label: "Endpoints", href: href("/deploy") }]}
        lead={
          <>
            {details.data ? <StateBadge state={details.data.state} testid="endpoint-state" /> : null}
            {details.data?.model_name
              ? <span>{details.data.model_name} version {details.data.model_version}</span> : null}
            <span class="address"><code>{query}</code><CopyButton text={query} label="Copy the address" /></span>
          </>
        }>
        <LinkButton icon="monitor" href={href(`/monitor/${encodeURIComponent(name)}`)}
          testid="to-monitor">
          Monitor
        </LinkButton>
      </ViewHead>
      <Tabs label="Endpoint" current={tab}
        tabs={tabs.map(({ id, label }) => ({ id, label, href: href(base, { tab: id === "overview" ? null : id }) }))} />
      <Loaded of={details} lines={8}>
        {(endpoint) => tab === "history"
          ? <History endpoint={endpoint} onChanged={details.reload} />
          : <EndpointOverview endpoint={endpoint} />}
      </Loaded>
    </>
  );
}

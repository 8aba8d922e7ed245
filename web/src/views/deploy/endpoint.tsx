// One endpoint: what it serves, its history, and what can be done with it.
import { api } from "../../api/client";
import { href, param, setParams } from "../../state/location";
import { queryAddress } from "../example";
import { useResource } from "../../state/resource";
import type { EndpointDetails } from "../../api/types";
import type { ViewProps } from "../../app/view_props";
import { StateBadge } from "../../ui/badge";
import { Button, LinkButton } from "../../ui/button";
import { CopyButton } from "../../ui/command";
import { Tabs, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { monitorOf } from "../monitor/addresses";
import { DeletedEndpoint } from "./deleted";
import { Elsewhere, ElsewhereBadge, isElsewhere } from "./elsewhere";
import { EndpointOverview } from "./endpoint_overview";
import { EndpointSettings } from "./endpoint_settings";
import { Guardrails } from "./guardrails";
import { History } from "./history";
import { Playground } from "./playground";
import { versionWords } from "./served_versions";
import { Validate } from "./validate";
import { Wizard } from "./wizard";

const tabs = [
  { id: "overview", label: "Overview" },
  { id: "playground", label: "Playground" },
  { id: "history", label: "History" },
  { id: "validate", label: "Validate" },
  { id: "guardrails", label: "Guardrails" },
  { id: "settings", label: "Settings" },
] as const;
/** What can be done with an endpoint that another server serves. */
const tabsElsewhere: readonly string[] = ["overview", "settings"];

function Tab({
  id,
  endpoint,
  onChanged,
}: {
  id: string;
  endpoint: EndpointDetails;
  onChanged: () => void;
}) {
  switch (id) {
    case "playground":
      return <Playground endpoint={endpoint} />;
    case "history":
      return <History endpoint={endpoint} onChanged={onChanged} />;
    case "validate":
      return <Validate endpoint={endpoint} />;
    case "guardrails":
      return <Guardrails endpoint={endpoint} />;
    case "settings":
      return <EndpointSettings endpoint={endpoint} onChanged={onChanged} />;
    default:
      return isElsewhere(endpoint) ? (
        <Elsewhere endpoint={endpoint} />
      ) : (
        <EndpointOverview endpoint={endpoint} />
      );
  }
}

export default function EndpointView({ params }: ViewProps) {
  const name = params.name!;
  const details = useResource(
    `endpoint ${name}`,
    (signal) =>
      api.get("/api/v1/deployment/endpoints/{endpoint_name}", {
        path: { endpoint_name: name },
        signal,
      }),
    { topics: ["endpoints"], everyMs: 10_000 },
  );
  const isFar = details.data !== undefined && isElsewhere(details.data);
  const offered = tabs.filter(({ id }) => !isFar || tabsElsewhere.includes(id));
  const tab = offered.find(({ id }) => id === param("tab").value)?.id ?? "overview";
  const base = `/deploy/${encodeURIComponent(name)}`;
  const query = queryAddress(window.location.origin, name);
  if (details.error?.code === "endpoint_not_found")
    return <DeletedEndpoint key={name} name={name} error={details.error} />;
  return (
    <>
      <ViewHead
        title={name}
        crumbs={[{ label: "Endpoints", href: href("/deploy") }]}
        lead={
          <>
            {isFar ? (
              <ElsewhereBadge testid="endpoint-state" />
            ) : details.data ? (
              <StateBadge state={details.data.state} testid="endpoint-state" />
            ) : null}
            {details.data?.model_name && details.data.model_version ? (
              <span>
                {details.data.model_name}{" "}
                {versionWords(details.data.config, details.data.model_version)}
              </span>
            ) : null}
            {isFar ? null : (
              <span class="address">
                <code>{query}</code>
                <CopyButton text={query} label="Copy the address" />
              </span>
            )}
          </>
        }
      >
        <LinkButton
          icon="monitor"
          href={monitorOf(name, details.data?.id ?? name)}
          testid="to-monitor"
        >
          Monitor
        </LinkButton>
        {isFar ? null : (
          <Button
            look="primary"
            icon="deploy"
            onClick={() => setParams({ new: "1" })}
            needs="deploy:write"
            data-testid="endpoint-deploy"
          >
            Deploy a version
          </Button>
        )}
      </ViewHead>
      <Tabs
        label="Endpoint"
        current={tab}
        tabs={offered.map(({ id, label }) => ({
          id,
          label,
          href: href(base, { tab: id === "overview" ? null : id }),
        }))}
      />
      <Loaded of={details} lines={8}>
        {(endpoint) => <Tab id={tab} endpoint={endpoint} onChanged={details.reload} />}
      </Loaded>
      {param("new").value && details.data && !isFar ? (
        <Wizard
          name={name}
          model={details.data.model_name ?? ""}
          onClose={() => setParams({ new: null }, "replace")}
        />
      ) : null}
    </>
  );
}

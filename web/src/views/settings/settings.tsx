// How the server is set up, and what people may change of it.
import type { ViewProps } from "../../app/view_props";
import { href } from "../../state/location";
import { config } from "../../state/session";
import { none } from "../../ui/format";
import { Facts, Panel, Tabs, ViewHead } from "../../ui/panel";
import NotFound from "../not_found";
import { Channels, GivenUp } from "./channels";
import { PrivacyPolicy } from "./privacy_policy";
import { Retention } from "./retention";
import { ScoreConfigs } from "./score_configs";
import { Storage } from "./storage";

const tabs = [
  { id: "", label: "Server" },
  { id: "channels", label: "Channels" },
  { id: "scores", label: "Scores" },
  { id: "privacy", label: "Redaction" },
  { id: "retention", label: "Retention" },
  { id: "storage", label: "Storage" },
];

function Server() {
  const at = config.value;
  return (
    <Panel title="Server" testid="settings-server">
      <Facts
        facts={[
          ["Version", at?.version ?? none],
          ["Address", window.location.origin],
          ["You are", at?.current_user ?? none],
          ["Catalog of new models", at ? `${at.catalog}.${at.schema}` : none],
          [
            "For programs",
            <span key="p">
              <a href="/docs">API docs</a>, <a href="/openapi.json">openapi.json</a>,{" "}
              <a href="/metrics">Prometheus metrics</a>
            </span>,
          ],
        ]}
      />
    </Panel>
  );
}

export default function Settings({ params }: ViewProps) {
  const at = params.rest ?? "";
  const part = tabs.find(({ id }) => id === at);
  if (!part) return <NotFound />;
  return (
    <>
      {at ? <ViewHead title={part.label} stage="Settings" /> : <ViewHead title="Settings" />}
      <Tabs
        label="Settings"
        current={at}
        tabs={tabs.map(({ id, label }) => ({
          id,
          label,
          href: href(id ? `/settings/${id}` : "/settings"),
        }))}
      />
      {at === "channels" ? (
        <div class="stack">
          <Channels />
          <GivenUp />
        </div>
      ) : at === "scores" ? (
        <ScoreConfigs />
      ) : at === "privacy" ? (
        <PrivacyPolicy />
      ) : at === "retention" ? (
        <Retention />
      ) : at === "storage" ? (
        <Storage />
      ) : (
        <Server />
      )}
    </>
  );
}

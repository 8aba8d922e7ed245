// Watching: the fleet, one endpoint, alerts, the request log.
import type { ViewProps } from "../../app/view_props";
import { href } from "../../state/location";
import { Tabs, ViewHead } from "../../ui/panel";
import { Alerts } from "./alerts";
import { EndpointMonitor } from "./endpoint";
import { Fleet } from "./fleet";
import { RequestLog } from "./request_log";
import "./monitor.css";

const stages = [
  { id: "", label: "Fleet", lead: "Every endpoint: its health in the last hour." },
  { id: "alerts", label: "Alerts", lead: "Rules that watch endpoints, and what they found." },
  { id: "requests", label: "Requests", lead: "What was asked and answered, newest first." },
];

export default function Monitor({ params }: ViewProps) {
  const at = params.rest ?? "";
  const stage = stages.find(({ id }) => id === at);
  if (!stage) return <EndpointMonitor key={at} reference={at} />;
  return (
    <>
      <ViewHead title={stage.id ? stage.label : "Monitor"} lead={stage.lead} />
      <Tabs
        label="Monitor"
        current={stage.id}
        tabs={stages
          .map(({ id, label }) => ({
            id: id || "fleet",
            label,
            href: href(id ? `/monitor/${id}` : "/monitor"),
          }))
          .map((tab) => (tab.id === "fleet" && !stage.id ? { ...tab, id: "" } : tab))}
      />
      {stage.id === "alerts" ? <Alerts /> : stage.id === "requests" ? <RequestLog /> : <Fleet />}
    </>
  );
}

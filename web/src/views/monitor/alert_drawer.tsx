// One alert: what it says now, what happened to it, what was sent; and what a person can do.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import { param, setParams } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button, IconButton } from "../../ui/button";
import { Confirm, Drawer } from "../../ui/dialog";
import { ago, none, span, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Choice } from "../../ui/segments";
import { ErrorState, Loaded } from "../../ui/states";
import { toast } from "../../ui/toast";
import { channelName } from "../channels_field";
import { monitorOf } from "./addresses";
import { decide, type Decision } from "./alert_again";
import { AlertDeliveries } from "./alert_deliveries";
import { AlertTimeline } from "./alert_timeline";
import {
  AlertState,
  nameOf,
  ruleOf,
  samplesOf,
  SeverityBadge,
  SilentBadge,
  typeWords,
  valueOf,
  type Alert,
} from "./alert_words";
import { Ticked } from "../../ui/ticked";
import { muteWords } from "./mute_windows";
import { SilenceDialog } from "./silence_dialog";
import { silenceOf, type Silence } from "./silence_words";

/** Changes only with what matters to a person, unlike the ETag. */
const revisionOf = (alert: Alert) => `"${alert.revision}"`;

function Now({ alert, silence }: { alert: Alert; silence: Silence | undefined }) {
  const { alert_type: type } = alert;
  return (
    <div class="stack">
      <div class="row">
        <AlertState alert={alert} />
        <SeverityBadge severity={alert.severity} />
        {alert.status === "active" ? null : (
          <Badge
            tone="info"
            icon={alert.status === "acknowledged" ? "user" : "check"}
            testid="alert-status"
          >
            {alert.status}
          </Badge>
        )}
        {silence ? <SilentBadge /> : null}
        {alert.flapping ? (
          <Badge tone="warn" icon="refresh">
            flapping
          </Badge>
        ) : null}
      </div>
      {alert.message ? (
        <p data-testid="alert-message">
          <Ticked text={alert.message} />
        </p>
      ) : null}
      <Facts
        facts={[
          [
            "Endpoint",
            <a
              key="e"
              href={monitorOf(
                alert.endpoint_name,
                alert.endpoint_id,
                type === "drift" ? { tab: "drift" } : {},
              )}
            >
              {alert.endpoint_name}
            </a>,
          ],
          ["Rule", `${typeWords[type]}: ${ruleOf(alert)}`],
          [
            "Value",
            `${valueOf(type, alert.current_value)}${alert.sample_count === null ? "" : ` of ${samplesOf(type, alert.sample_count)}`}`,
          ],
          [
            "Fired",
            alert.triggered_at
              ? `${time(alert.triggered_at)}, ${ago(alert.triggered_at, now.value)}`
              : none,
          ],
          [
            "Acknowledged",
            alert.acknowledged_at
              ? `${time(alert.acknowledged_at)} by ${alert.acknowledged_by}`
              : none,
          ],
          [
            "Resolved",
            alert.resolved_at ? `${time(alert.resolved_at)} by ${alert.resolved_by}` : none,
          ],
          [
            "Evaluated",
            alert.last_evaluated_at ? ago(alert.last_evaluated_at, now.value) : "not yet",
          ],
          ["Told to", alert.notification_channels.map(channelName).join(", ") || "nobody"],
          [
            "Silent",
            silence
              ? `until ${time(silence.ends_at)} by ${silence.created_by}${silence.comment ? `: ${silence.comment}` : ""}`
              : none,
          ],
          ["Muted", alert.mute_windows.map(muteWords).join("; ") || none],
          ["Repeated", `every ${span(alert.repeat_interval_seconds * 1000)}`],
          [
            "What to do",
            alert.runbook_url ? (
              <a key="r" href={alert.runbook_url} target="_blank" rel="noreferrer">
                {alert.runbook_url}
              </a>
            ) : (
              none
            ),
          ],
        ]}
      />
    </div>
  );
}

const parts = [
  ["now", "Now"],
  ["timeline", "Timeline"],
  ["deliveries", "Deliveries"],
] as const;

function Part({ alert, silence }: { alert: Alert; silence: Silence | undefined }) {
  const part = param("part").value;
  return (
    <div class="stack">
      <Choice
        label="What is shown of the alert"
        name="part"
        usual="now"
        choices={parts}
        testid="alert-part"
      />
      {part === "timeline" ? (
        <AlertTimeline id={alert.id} />
      ) : part === "deliveries" ? (
        <AlertDeliveries id={alert.id} />
      ) : (
        <Now alert={alert} silence={silence} />
      )}
    </div>
  );
}

export function AlertDrawer({
  id,
  silences,
  onClose,
  onChanged,
}: {
  id: string;
  /** Those that run or will. */
  silences: readonly Silence[];
  onClose: () => void;
  onChanged: () => void;
}) {
  const alert = useResource(
    `alert ${id}`,
    (signal) => api.get("/api/v1/monitoring/alerts/{id}", { path: { id }, signal }),
    { topics: ["alerts"], everyMs: 5_000 },
  );
  const dialog = useSignal<"delete" | "silence" | null>(null);
  const busy = useSignal("");
  const error = useSignal<ApiError | null>(null);
  const refused = useSignal("");
  const at = alert.data;
  const path = { id };
  const send = (what: Decision, of: Alert) => {
    const how = { path, ifMatch: revisionOf(of) };
    return what === "acknowledge"
      ? api.post("/api/v1/monitoring/alerts/{id}/acknowledge", how)
      : api.post("/api/v1/monitoring/alerts/{id}/resolve", how);
  };
  const readAgain = () => api.get("/api/v1/monitoring/alerts/{id}", { path });
  const changed = () => {
    alert.reload();
    onChanged();
  };
  /** Only to what it is: what has changed meanwhile is looked at again. */
  const act = async (what: Decision | "test", done: string) => {
    if (!at) return;
    busy.value = what;
    error.value = null;
    refused.value = "";
    try {
      if (what === "test") await api.post("/api/v1/monitoring/alerts/{id}/test", { path });
      else refused.value = await decide(what, at, (of) => send(what, of), readAgain);
      if (!refused.value) toast(done);
    } catch (thrown) {
      error.value = asApiError(thrown);
    } finally {
      busy.value = "";
      changed();
    }
  };
  const button = (what: Decision | "test", word: string, done: string) => (
    <Button
      look={what === "acknowledge" && at?.firing ? "primary" : "plain"}
      isBusy={busy.value === what}
      disabled={!at}
      onClick={() => act(what, done)}
      needs="monitor:write"
      data-testid={`alert-${what}`}
    >
      {word}
    </Button>
  );
  return (
    <Drawer
      title={at ? nameOf(at) : "Alert"}
      onClose={onClose}
      testid="alert"
      footer={
        <>
          <IconButton
            icon="trash"
            label="Delete the alert"
            onClick={() => (dialog.value = "delete")}
            needs="monitor:write"
            data-testid="alert-delete"
          />
          <Button
            icon="edit"
            onClick={() => setParams({ edit: "1" })}
            needs="monitor:write"
            data-testid="alert-edit"
          >
            Edit
          </Button>
          {button("test", "Test", "A test is on its way.")}
          <Button
            icon="moonSmall"
            disabled={!at}
            onClick={() => (dialog.value = "silence")}
            needs="monitor:write"
            data-testid="alert-silence"
          >
            Silence
          </Button>
          {at?.status !== "resolved"
            ? button(
                "resolve",
                "Resolve",
                "Resolved: it fires again only after the condition has ceased.",
              )
            : null}
          {at?.status === "active"
            ? button("acknowledge", "Acknowledge", "Acknowledged: it is not told again.")
            : null}
        </>
      }
    >
      <div class="stack">
        {error.value ? <ErrorState error={error.value} /> : null}
        {refused.value ? (
          <p class="bad" role="alert" data-testid="alert-refused">
            {refused.value}
          </p>
        ) : null}
        <Loaded of={alert} lines={8}>
          {(data) => <Part alert={data} silence={silenceOf(data, silences, now.value)} />}
        </Loaded>
      </div>
      {dialog.value === "silence" && at ? (
        <SilenceDialog alert={at} onClose={() => ((dialog.value = null), changed())} />
      ) : null}
      {dialog.value === "delete" && at ? (
        <Confirm
          title={`Delete ${nameOf(at)}?`}
          verb="Delete"
          onClose={() => (dialog.value = null)}
          onConfirm={async () => {
            await api.delete("/api/v1/monitoring/alerts/{id}", {
              path: { id },
              ifMatch: revisionOf(at),
            });
            onChanged();
            onClose();
          }}
        >
          <p>Its timeline goes too.</p>
        </Confirm>
      ) : null}
    </Drawer>
  );
}

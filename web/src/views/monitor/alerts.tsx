// Alerts in a table: filtered by the address, opened in a drawer; and silences under it.
import { api } from "../../api/client";
import { param, setParams } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { useEndpointNames } from "../use_endpoint_names";
import { postCommand } from "../example";
import { NoEndpoint } from "../no_endpoint";
import { NoneFits } from "../none_fits";
import { AlertDrawer } from "./alert_drawer";
import { AlertEditor } from "./alert_editor";
import {
  AlertState,
  nameOf,
  ruleOf,
  SeverityBadge,
  SilentBadge,
  typeWords,
  valueOf,
  type Alert,
} from "./alert_words";
import { silenceOf } from "./silence_words";
import { Silences, useSilences } from "./silences";

export interface EndpointName {
  id: string;
  name: string;
}

const columns = (
  isOfOne: boolean,
  isSilent: (alert: Alert) => boolean,
): readonly Column<Alert>[] => [
  { key: "name", title: "Alert", isRest: true, sort: nameOf, render: nameOf },
  ...(isOfOne
    ? []
    : [
        {
          key: "endpoint",
          title: "Endpoint",
          room: "small" as const,
          sort: (alert: Alert) => alert.endpoint_name,
          render: (alert: Alert) => alert.endpoint_name,
        },
      ]),
  {
    key: "state",
    title: "State",
    sort: (alert) => (alert.firing ? 0 : 1),
    render: (alert) => (
      <span class="badges">
        <AlertState alert={alert} />
        {alert.status === "active" ? null : (
          <Badge tone="info" icon={alert.status === "acknowledged" ? "user" : "check"}>
            {alert.status}
          </Badge>
        )}
        {isSilent(alert) ? <SilentBadge /> : null}
      </span>
    ),
  },
  {
    key: "severity",
    title: "Severity",
    room: "small",
    sort: ({ severity }) => ["critical", "error", "warning", "info"].indexOf(severity),
    render: ({ severity }) => <SeverityBadge severity={severity} />,
  },
  {
    key: "value",
    title: "Value",
    room: "small",
    align: "end",
    render: (alert) => valueOf(alert.alert_type, alert.current_value),
  },
  { key: "rule", title: "Rule", isMinor: true, render: ruleOf },
  {
    key: "since",
    title: "Since",
    align: "end",
    isMinor: true,
    sort: ({ state_since }) => state_since,
    render: ({ state_since }) => (
      <time title={time(state_since)}>{ago(state_since, now.value)}</time>
    ),
  },
];

const states = ["firing", "pending", "no_data", "error", "inactive"];
const statuses = ["active", "acknowledged", "resolved"] as const;

function Filters() {
  const select = (name: string, all: string, values: readonly (readonly [string, string])[]) => (
    <select
      class="fit"
      aria-label={all}
      value={param(name).value}
      data-testid={`alerts-${name}`}
      onChange={(event) => setParams({ [name]: event.currentTarget.value }, "replace")}
    >
      <option value="">{all}</option>
      {values.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  );
  return (
    <>
      {select("type", "All types", Object.entries(typeWords))}
      {select(
        "state",
        "All states",
        states.map((one) => [one, one.replace("_", " ")]),
      )}
      {select(
        "status",
        "All statuses",
        statuses.map((one) => [one, one]),
      )}
    </>
  );
}

/** What no filter of the API takes. */
export function fits(alert: Alert, text: string, state: string): boolean {
  const low = text.trim().toLowerCase();
  const said = `${nameOf(alert)} ${alert.endpoint_name} ${alert.message}`.toLowerCase();
  const isState = state === "firing" ? alert.firing : alert.state === state;
  return (!low || said.includes(low)) && (!state || isState);
}

const newCommand = (endpoint: string) =>
  postCommand("/monitoring/alerts", {
    endpoint_id: endpoint,
    alert_type: "error_rate",
    threshold: 0.05,
    for_seconds: 60,
  });

export function Alerts({ endpoint }: { endpoint?: EndpointName }) {
  const type = param("type").value as Alert["alert_type"] | "";
  const status = param("status").value as Alert["status"] | "";
  const text = param("q").value;
  const state = param("state").value;
  const alerts = useResource(
    `alerts ${endpoint?.id} ${type} ${status}`,
    (signal) =>
      api.get("/api/v1/monitoring/alerts", {
        query: {
          limit: 1000,
          ...(endpoint ? { endpoint_id: endpoint.id } : {}),
          ...(type ? { alert_type: type } : {}),
          ...(status ? { status } : {}),
        },
        signal,
      }),
    { topics: ["alerts"], everyMs: 10_000 },
  );
  const silences = useSilences();
  const lasting = silences.data?.lasting.items ?? [];
  const names = useEndpointNames();
  const first = endpoint?.name ?? names?.[0];
  const changed = () => {
    alerts.reload();
    silences.reload();
  };
  const opened = param("alert").value;
  const isEditor = opened === "new" || param("edit").value !== "";
  const close = () => setParams({ alert: null, edit: null, part: null });
  const edited = alerts.data?.find(({ id }) => id === opened);
  return (
    <div class="stack">
      <Panel
        flush
        testid="alerts"
        title={
          <input
            class="filter"
            type="search"
            placeholder="Search"
            aria-label="Search alerts"
            value={text}
            data-testid="alerts-search"
            onInput={(event) => setParams({ q: event.currentTarget.value }, "replace")}
          />
        }
        actions={
          <>
            <Filters />
            <Button
              look="primary"
              icon="plus"
              onClick={() => setParams({ alert: "new" })}
              needs="monitor:write"
              data-testid="alert-new"
            >
              New alert
            </Button>
          </>
        }
      >
        <Loaded of={alerts} lines={5}>
          {(all) => {
            const found = all.filter((alert) => fits(alert, text, state));
            if (found.length > 0)
              return (
                <DataTable
                  label="Alerts"
                  columns={columns(
                    Boolean(endpoint),
                    (alert) => silenceOf(alert, lasting, now.value) !== undefined,
                  )}
                  rows={found}
                  rowKey={({ id }) => id}
                  selected={opened}
                  isMain
                  testid="alerts-table"
                  onOpen={({ id }) => setParams({ alert: id })}
                />
              );
            return all.length > 0 || type || status ? (
              <NoneFits params={["q", "state", "type", "status"]} />
            ) : names && !first ? (
              <NoEndpoint title="No alert yet">
                An alert watches one number of one endpoint and tells people.
              </NoEndpoint>
            ) : (
              <EmptyState
                title="No alert yet"
                icon="bell"
                commandLabel="Make an alert by command"
                {...(first ? { command: newCommand(first) } : {})}
              >
                An alert watches one number of one endpoint and tells people. Before you save one,
                it shows how often it would have fired.
              </EmptyState>
            );
          }}
        </Loaded>
      </Panel>
      <Silences of={silences} alerts={alerts.data ?? []} endpoint={first} />
      {isEditor ? (
        opened === "new" || edited ? (
          <AlertEditor
            key={opened}
            alert={edited ?? null}
            endpoint={endpoint?.name ?? ""}
            onClose={edited ? () => setParams({ edit: null }) : close}
            onDone={alerts.reload}
          />
        ) : null
      ) : opened ? (
        <AlertDrawer
          key={opened}
          id={opened}
          silences={lasting}
          onClose={close}
          onChanged={changed}
        />
      ) : null}
    </div>
  );
}

// All endpoints: found by name and state, deployed anew.
import { api } from "../../api/client";
import type { Endpoint } from "../../api/types";
import { href, navigate, param, setParams } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { StateBadge } from "../../ui/badge";
import { Button, LinkButton } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, none, time } from "../../ui/format";
import { MiddleCut } from "../../ui/middle_cut";
import { Panel, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { NoEndpoint } from "../no_endpoint";
import { NoneFits } from "../none_fits";
import { ElsewhereBadge, isElsewhere } from "./elsewhere";
import { Wizard } from "./wizard";

const columns: readonly Column<Endpoint>[] = [
  {
    key: "name",
    title: "Endpoint",
    isRest: true,
    sort: ({ name }) => name,
    render: ({ name }) => (
      <a href={href(`/deploy/${encodeURIComponent(name)}`)} aria-label={name}>
        <MiddleCut text={name} />
      </a>
    ),
  },
  {
    key: "state",
    title: "State",
    sort: ({ state }) => state,
    render: (one) => (isElsewhere(one) ? <ElsewhereBadge /> : <StateBadge state={one.state} />),
  },
  {
    key: "model",
    title: "Model",
    room: "narrow",
    sort: ({ model_name }) => model_name,
    render: ({ model_name }) =>
      model_name ? <a href={href(`/models/${model_name}`)}>{model_name}</a> : none,
  },
  {
    key: "version",
    title: "Version",
    align: "end",
    render: ({ model_version }) => model_version ?? none,
  },
  {
    key: "revision",
    title: "Revision",
    room: "small",
    align: "end",
    sort: ({ revision }) => revision,
    render: ({ revision }) => revision ?? none,
  },
  { key: "creator", title: "Made by", isMinor: true, render: ({ creator }) => creator || none },
  {
    key: "created",
    title: "Made",
    align: "end",
    isMinor: true,
    sort: ({ created_at }) => created_at,
    render: ({ created_at }) => <time title={time(created_at)}>{ago(created_at, now.value)}</time>,
  },
];

const states = ["READY", "UPDATING", "CREATING", "NOT_READY", "FAILED"];

export function fits(endpoint: Endpoint, text: string, state: string): boolean {
  const low = text.trim().toLowerCase();
  const said = `${endpoint.name} ${endpoint.model_name ?? ""} ${endpoint.creator}`.toLowerCase();
  return (!low || said.includes(low)) && (!state || endpoint.state === state);
}

export default function Endpoints() {
  const all = useResource(
    "deploy",
    (signal) => api.get("/api/v1/deployment/endpoints", { signal }),
    { topics: ["endpoints"] },
  );
  const text = param("q").value;
  const state = param("state").value;
  return (
    <>
      <ViewHead
        title="Endpoints"
        lead="What clients query. Every change is a revision; going back is one click."
      >
        <LinkButton icon="model" href={href("/models")} testid="to-models">
          Models
        </LinkButton>
        <Button
          look="primary"
          icon="plus"
          onClick={() => setParams({ new: "1" })}
          needs="deploy:write"
          data-testid="deploy-open"
        >
          Deploy a model
        </Button>
      </ViewHead>
      <Panel
        flush
        testid="endpoints"
        title={
          <input
            class="filter"
            type="search"
            placeholder="Search  /"
            aria-label="Search endpoints"
            value={text}
            data-testid="endpoints-search"
            onInput={(event) => setParams({ q: event.currentTarget.value }, "replace")}
          />
        }
        actions={
          <select
            aria-label="State"
            value={state}
            data-testid="endpoints-state"
            onChange={(event) => setParams({ state: event.currentTarget.value }, "replace")}
          >
            <option value="">All states</option>
            {states.map((one) => (
              <option key={one} value={one}>
                {one.toLowerCase().replace("_", " ")}
              </option>
            ))}
          </select>
        }
      >
        <Loaded
          of={all}
          lines={5}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <NoEndpoint title="No endpoint yet">
              An endpoint serves a model version under a name.
            </NoEndpoint>
          }
        >
          {(rows) => {
            const found = rows.filter((row) => fits(row, text, state));
            return found.length > 0 ? (
              <DataTable
                label="Endpoints"
                columns={columns}
                rows={found}
                rowKey={({ id }) => id}
                isMain
                testid="endpoints-table"
                onOpen={({ name }) => navigate(href(`/deploy/${encodeURIComponent(name)}`))}
              />
            ) : (
              <NoneFits params={["q", "state"]} />
            );
          }}
        </Loaded>
      </Panel>
      {param("new").value ? (
        <Wizard
          model={param("model").value}
          version={param("version").value}
          onClose={() => setParams({ new: null, model: null, version: null }, "replace")}
        />
      ) : null}
    </>
  );
}

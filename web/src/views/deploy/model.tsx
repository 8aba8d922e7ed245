// One model: its versions, what they take and give, where they serve.
import { api } from "../../api/client";
import type { ViewProps } from "../../app/view_props";
import type { ModelVersion } from "../../api/types";
import { href, param, setParams } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge, StateBadge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, bytes, none, plural, time } from "../../ui/format";
import { Panel, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { Upload } from "./upload";
import { VersionDrawer } from "./version_drawer";

const columns: readonly Column<ModelVersion>[] = [
  {
    key: "version",
    title: "Version",
    sort: ({ version }) => Number(version),
    render: ({ version }) => version,
  },
  {
    key: "status",
    title: "Status",
    render: ({ status, status_message }) => <StateBadge state={status} title={status_message} />,
  },
  {
    key: "aliases",
    title: "Aliases",
    render: ({ aliases }) =>
      aliases?.length
        ? aliases.map((alias) => (
            <Badge key={alias} tone="quiet" icon="tag">
              {alias}
            </Badge>
          ))
        : none,
  },
  {
    key: "inputs",
    title: "Inputs",
    align: "end",
    render: ({ signature }) => signature.inputs.length,
  },
  {
    key: "baseline",
    title: "Baseline",
    align: "end",
    render: ({ baseline }) => (baseline ? plural(baseline.rows, "row") : none),
  },
  {
    key: "size",
    title: "Size",
    align: "end",
    isMinor: true,
    sort: ({ size_bytes }) => size_bytes,
    render: ({ size_bytes }) => bytes(size_bytes),
  },
  { key: "by", title: "By", isMinor: true, render: ({ created_by }) => created_by },
  {
    key: "created",
    title: "Registered",
    align: "end",
    sort: ({ created_at }) => created_at,
    render: ({ created_at }) => <time title={time(created_at)}>{ago(created_at, now.value)}</time>,
  },
];

export default function ModelView({ params }: ViewProps) {
  const name = params.model!;
  const versions = useResource(`versions ${name}`, (signal) =>
    api.get("/api/v1/deployment/models/{model_name}/versions", {
      path: { model_name: name },
      signal,
    }),
  );
  const model = useResource(`model ${name}`, (signal) =>
    api.get("/api/v1/deployment/models/{model_name}", { path: { model_name: name }, signal }),
  );
  const deployments = useResource(
    `serving ${name}`,
    (signal) =>
      api.get("/api/v1/deployment/models/{model_name}/deployments", {
        path: { model_name: name },
        signal,
      }),
    { topics: ["endpoints"] },
  );
  const shown = versions.data?.find(({ version }) => version === param("version").value);
  return (
    <>
      <ViewHead
        title={name}
        crumbs={[{ label: "Models", href: href("/models") }]}
        lead={model.data?.description || "Versions never change; an alias can be moved."}
      >
        <Button
          look="primary"
          icon="upload"
          onClick={() => setParams({ upload: "1" })}
          needs="deploy:write"
          data-testid="upload-open"
        >
          Register a version
        </Button>
      </ViewHead>
      <div class="stack">
        <Panel flush title="Versions" testid="versions">
          <Loaded of={versions}>
            {(all) => (
              <DataTable
                label="Versions"
                columns={columns}
                rows={all}
                rowKey={({ version }) => version}
                isMain
                testid="versions-table"
                selected={param("version").value}
                onOpen={({ version }) => setParams({ version })}
              />
            )}
          </Loaded>
        </Panel>
        <Panel title="Where it serves" testid="model-deployments">
          <Loaded
            of={deployments}
            isEmpty={(all) => all.length === 0}
            empty={<p class="quiet">No endpoint serves it.</p>}
          >
            {(all) => (
              <ul class="plain-list">
                {all.map((one) => (
                  <li key={one.endpoint_name}>
                    <a href={href(`/deploy/${encodeURIComponent(one.endpoint_name)}`)}>
                      {one.endpoint_name}
                    </a>{" "}
                    <span class="quiet">version {one.model_version}</span>
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </Panel>
      </div>
      {shown ? (
        <VersionDrawer
          model={name}
          version={shown}
          onChanged={() => {
            versions.reload();
            model.reload();
          }}
          onClose={() => setParams({ version: null })}
        />
      ) : null}
      {param("upload").value ? (
        <Upload
          model={name}
          onClose={() => setParams({ upload: null }, "replace")}
          onDone={versions.reload}
        />
      ) : null}
    </>
  );
}

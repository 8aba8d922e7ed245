// The registry: models under their three-part names.
import { api } from "../../api/client";
import type { Model } from "../../api/types";
import { href, navigate, param, setParams } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, brief, none, time } from "../../ui/format";
import { MiddleCut } from "../../ui/middle_cut";
import { Panel, ViewHead } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { registerCommand } from "../example";
import { Upload } from "./upload";

const columns: readonly Column<Model>[] = [
  {
    key: "name",
    title: "Model",
    isRest: true,
    sort: ({ full_name }) => full_name,
    render: ({ full_name }) => (
      <a href={href(`/models/${full_name}`)} aria-label={full_name}>
        <MiddleCut text={full_name} />
      </a>
    ),
  },
  {
    key: "latest",
    title: "Latest",
    align: "end",
    render: ({ latest_version }) => latest_version ?? none,
  },
  {
    key: "aliases",
    title: "Aliases",
    room: "small",
    render: ({ aliases }) => {
      const all = Object.entries(aliases ?? {});
      if (all.length === 0) return none;
      return (
        <span class="row">
          {all.map(([alias, version]) => (
            <Badge key={alias} tone="quiet" icon="tag">{`${alias} → ${String(version)}`}</Badge>
          ))}
        </span>
      );
    },
  },
  {
    key: "about",
    title: "About",
    isMinor: true,
    render: ({ description }) => brief(description, 60) || none,
  },
  { key: "owner", title: "Owner", isMinor: true, render: ({ owner }) => owner || none },
  {
    key: "updated",
    title: "Changed",
    align: "end",
    sort: ({ updated_at }) => updated_at,
    render: ({ updated_at }) => <time title={time(updated_at)}>{ago(updated_at, now.value)}</time>,
  },
];

export default function Models() {
  const models = useResource("models", (signal) =>
    api.get("/api/v1/deployment/models", { signal }),
  );
  const text = param("q").value.toLowerCase();
  return (
    <>
      <ViewHead
        title="Models"
        crumbs={[{ label: "Endpoints", href: href("/deploy") }]}
        lead="Versions under a name; an alias is a name for a version that can be moved."
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
      <Panel
        flush
        testid="models"
        title={
          <input
            class="filter"
            type="search"
            placeholder="Search  /"
            aria-label="Search models"
            value={param("q").value}
            data-testid="models-search"
            onInput={(event) => setParams({ q: event.currentTarget.value }, "replace")}
          />
        }
      >
        <Loaded
          of={models}
          isEmpty={(all) => all.length === 0}
          empty={
            <EmptyState
              title="No model yet"
              icon="model"
              command={registerCommand(window.location.origin, "main.default.my_model")}
            >
              A model is an .onnx file or an MLflow folder. Register its first version:
            </EmptyState>
          }
        >
          {(all) => (
            <DataTable
              label="Models"
              columns={columns}
              isMain
              testid="models-table"
              rows={all.filter(({ full_name }) => full_name.toLowerCase().includes(text))}
              rowKey={({ full_name }) => full_name}
              onOpen={({ full_name }) => navigate(href(`/models/${full_name}`))}
            />
          )}
        </Loaded>
      </Panel>
      {param("upload").value ? (
        <Upload onClose={() => setParams({ upload: null }, "replace")} onDone={models.reload} />
      ) : null}
    </>
  );
}

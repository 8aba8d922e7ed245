// One version of a model: what it takes and gives, its aliases, where it came from.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { ModelVersion, Schemas } from "../../api/types";
import { href } from "../../state/location";
import { StateBadge } from "../../ui/badge";
import { Button, IconButton, LinkButton } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { InputForm, TextField } from "../../ui/form";
import { brief, bytes, none, plural, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { useSending } from "../../ui/use_sending";
import { TableBox } from "../../ui/table_box";
import { messageOf } from "../../ui/rules";

type Field = Schemas["Signature"]["inputs"][number];

function Fields({ title, fields }: { title: string; fields: readonly Field[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <TableBox label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Notes</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <th scope="row">{field.name}</th>
                <td>
                  <code>
                    {field.type}
                    {(field.shape ?? []).length ? `[${field.shape!.join(", ")}]` : ""}
                  </code>
                </td>
                <td class="quiet">
                  {[
                    field.optional ? "optional" : "",
                    field.nullable ? "may be null" : "",
                    field.default === undefined || field.default === null
                      ? ""
                      : `else ${brief(field.default, 20)}`,
                  ]
                    .filter(Boolean)
                    .join(", ") || none}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </section>
  );
}

function Aliases({
  model,
  version,
  onChanged,
}: {
  model: string;
  version: ModelVersion;
  onChanged: () => void;
}) {
  const alias = useSignal("");
  const { error, send } = useSending();
  const act = async (what: () => Promise<unknown>, said: string) => {
    if (!(await send(what, said))) return;
    alias.value = "";
    onChanged();
  };
  const put = (event: Event) => {
    event.preventDefault();
    const name = alias.value.trim();
    void act(
      () =>
        api.put("/api/v1/deployment/models/{model_name}/aliases/{alias}", {
          path: { model_name: model, alias: name },
          body: { version: version.version },
        }),
      `${name} is version ${version.version} now.`,
    );
  };
  const remove = (name: string) =>
    act(
      () =>
        api.delete("/api/v1/deployment/models/{model_name}/aliases/{alias}", {
          path: { model_name: model, alias: name },
        }),
      `${name} is gone.`,
    );
  return (
    <section class="stack">
      <h3>Aliases</h3>
      <div class="row">
        {version.aliases?.length ? null : <span class="quiet">{none}</span>}
        {(version.aliases ?? []).map((name) => (
          <span class="chip" key={name} data-testid="alias">
            {name}
            <IconButton icon="cross" label={`Remove alias ${name}`} onClick={() => remove(name)} />
          </span>
        ))}
      </div>
      <InputForm class="row end-aligned" onSubmit={put}>
        <TextField
          label="New alias"
          value={alias.value}
          placeholder="champion"
          testid="alias-name"
          hint="Moves here if another version has it."
          error={error}
          where="/path/alias"
          onInput={(value) => (alias.value = value)}
        />
        <Button
          type="submit"
          disabled={!alias.value.trim()}
          needs="deploy:write"
          data-testid="alias-set"
        >
          Set
        </Button>
      </InputForm>
      {error && !error.at("/path/alias") ? <p class="error">{messageOf(error)}</p> : null}
    </section>
  );
}

export function VersionDrawer({
  model,
  version,
  onClose,
  onChanged,
}: {
  model: string;
  version: ModelVersion;
  onClose: () => void;
  onChanged: () => void;
}) {
  const artifact = `/api/v1/deployment/models/${model}/versions/${version.version}/artifact`;
  return (
    <Drawer
      title={`${model} version ${version.version}`}
      onClose={onClose}
      testid="version"
      footer={
        <>
          <a class="button plain" href={artifact} download>
            Download
          </a>
          <LinkButton
            look="primary"
            icon="deploy"
            testid="version-deploy"
            href={href("/deploy", { new: "1", model, version: version.version })}
          >
            Deploy
          </LinkButton>
        </>
      }
    >
      <div class="stack">
        <Facts
          facts={[
            [
              "Status",
              <span key="s">
                <StateBadge state={version.status} /> {version.status_message}
              </span>,
            ],
            ["What is new", version.description || none],
            ["Registered", `${time(version.created_at)} by ${version.created_by}`],
            ["From", version.source],
            ["MLflow run", version.run_id ?? none],
            ["Size", bytes(version.size_bytes)],
            ["Baseline", version.baseline ? plural(version.baseline.rows, "training row") : none],
            ["SHA-256", <code key="h">{version.sha256}</code>],
            [
              "What it came of",
              <a
                key="l"
                href={href("/improve/lineage", {
                  kind: "model_version",
                  id: `${model}:${version.version}`,
                })}
              >
                Its lineage
              </a>,
            ],
          ]}
        />
        <Aliases model={model} version={version} onChanged={onChanged} />
        <Fields
          title={plural(version.signature.inputs.length, "input")}
          fields={version.signature.inputs}
        />
        <Fields
          title={plural(version.signature.outputs.length, "output")}
          fields={version.signature.outputs}
        />
      </div>
    </Drawer>
  );
}

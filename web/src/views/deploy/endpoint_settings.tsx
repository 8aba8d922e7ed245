// What an endpoint serves and how traffic is split, changed by hand; and its end.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { EndpointDetails, Requests, Schemas } from "../../api/types";
import { href, navigate } from "../../state/location";
import { useResource } from "../../state/resource";
import { Button, IconButton } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { FormError, InputForm, SelectField, Switch, TextField } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { SplitBar } from "./endpoint_overview";

type Entity = Requests["EntityRequestInput"];
type Size = Exclude<Entity["workload_size"], null | undefined>;
interface Draft {
  entities: Entity[];
  shares: number[];
  stickyBy: string;
}

const path = "/api/v1/deployment/endpoints/{endpoint_name}/config" as const;

export function draftOf(endpoint: EndpointDetails): Draft {
  const { served_entities: entities, traffic, sticky_by: stickyBy } = endpoint.config;
  return {
    entities: entities.map(
      ({ name, entity_name, entity_version, workload_size, scale_to_zero }) => ({
        name,
        model_name: entity_name,
        model_version: entity_version,
        workload_size,
        scale_to_zero,
      }),
    ),
    shares: entities.map(
      ({ name }) => traffic.find((one) => one.served_entity_name === name)?.traffic_percentage ?? 0,
    ),
    stickyBy,
  };
}

function EntityRow({
  entity,
  share,
  index,
  versions,
  error,
  onChange,
  onRemove,
}: {
  entity: Entity;
  share: number;
  index: number;
  versions: readonly Schemas["ModelVersion"][];
  error: ApiError | null;
  onChange: (entity: Entity, share: number) => void;
  onRemove: (() => void) | null;
}) {
  const where = `/body/served_entities/${index}`;
  return (
    <fieldset class="entity-row" data-testid="split-entity">
      <legend class="unseen">Served entity {index + 1}</legend>
      <SelectField
        label="Version"
        value={entity.model_version}
        error={error}
        where={`${where}/model_version`}
        testid="split-version"
        choices={versions.map(({ version, status }) => ({
          value: version,
          label: `Version ${version}`,
          isDisabled: status !== "READY",
        }))}
        onInput={(value) => onChange({ ...entity, model_version: value }, share)}
      />
      <SelectField
        label="Size"
        value={entity.workload_size ?? "Small"}
        choices={["Small", "Medium", "Large"].map((value) => ({ value, label: value }))}
        onInput={(value) => onChange({ ...entity, workload_size: value as Size }, share)}
      />
      <TextField
        label="Traffic, %"
        type="number"
        min="0"
        max="100"
        value={String(share)}
        error={error}
        where={`/body/traffic/${index}`}
        testid="split-share"
        onInput={(value) => onChange(entity, Math.max(0, Math.min(100, Math.round(Number(value)))))}
      />
      <Switch
        label="Rests when idle"
        isOn={entity.scale_to_zero ?? true}
        onChange={(scale_to_zero) => onChange({ ...entity, scale_to_zero }, share)}
      />
      {onRemove ? (
        <IconButton icon="trash" label={`Remove entity ${index + 1}`} onClick={onRemove} />
      ) : (
        <span />
      )}
    </fieldset>
  );
}

/** A name that no entity has: model and version, with a number if it must be. */
export function freeName(
  entities: readonly { name?: string | null | undefined }[],
  model: string,
  version: string,
): string {
  const base = `${model.split(".").at(-1)}-${version}`;
  const taken = new Set(entities.map(({ name }) => name));
  for (let i = 2; ; ++i) {
    const name = i === 2 ? base : `${base}-${i - 1}`;
    if (!taken.has(name)) return name;
  }
}

function SplitEditor({
  endpoint,
  onChanged,
}: {
  endpoint: EndpointDetails;
  onChanged: () => void;
}) {
  const draft = useSignal(draftOf(endpoint));
  const { isBusy, error, send, clear } = useSending();
  const model = endpoint.model_name ?? "";
  const versions = useResource(
    model ? `split ${model}` : "",
    (signal) =>
      api.get("/api/v1/deployment/models/{model_name}/versions", {
        path: { model_name: model },
        signal,
      }),
    { everyMs: 0 },
  );
  const at = draft.value;
  const total = at.shares.reduce((a, b) => a + b, 0);
  const put = (changes: Partial<Draft>) => {
    draft.value = { ...at, ...changes };
    clear();
  };
  const newest = versions.data?.find(({ status }) => status === "READY")?.version ?? "1";
  const add = () =>
    put({
      entities: [
        ...at.entities,
        {
          ...at.entities[0],
          name: freeName(at.entities, model, newest),
          model_name: model,
          model_version: newest,
        },
      ],
      shares: [...at.shares, 0],
    });
  const save = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const result = await api.put(path, {
        path: { endpoint_name: endpoint.name },
        body: {
          served_entities: at.entities,
          traffic: at.entities.map(({ name }, index) => ({
            served_entity_name: name ?? "",
            traffic_percentage: at.shares[index]!,
          })),
          sticky_by: at.stickyBy || null,
          wait: 30,
        },
      });
      toast(result.message);
      onChanged();
    }, "");
  };
  return (
    <Panel title="What is served" testid="split-editor">
      <InputForm class="stack" onSubmit={save}>
        <FormError
          error={error}
          shown={["/body/served_entities", "/body/traffic", "/body/sticky_by"]}
        />
        <SplitBar
          traffic={at.entities.map(({ name }, index) => ({
            served_entity_name: name ?? "",
            traffic_percentage: at.shares[index]!,
          }))}
        />
        {at.entities.map((entity, index) => (
          <EntityRow
            key={entity.name}
            entity={entity}
            share={at.shares[index]!}
            index={index}
            versions={versions.data ?? []}
            error={error}
            onRemove={
              at.entities.length > 1
                ? () =>
                    put({
                      entities: at.entities.filter((_, other) => other !== index),
                      shares: at.shares.filter((_, other) => other !== index),
                    })
                : null
            }
            onChange={(changed, share) =>
              put({
                entities: at.entities.map((one, other) => (other === index ? changed : one)),
                shares: at.shares.map((one, other) => (other === index ? share : one)),
              })
            }
          />
        ))}
        <div class="row">
          <Button icon="plus" onClick={add} data-testid="split-add">
            Split with another version
          </Button>
          <span class={total === 100 ? "quiet" : "bad"} data-testid="split-total">
            {total} % of 100 %
          </span>
        </div>
        {at.entities.length > 1 ? (
          <TextField
            label="A caller stays by"
            value={at.stickyBy}
            testid="split-sticky"
            error={error}
            where="/body/sticky_by"
            hint="request_id, user, session, a column, or a JSON pointer into the body."
            onInput={(stickyBy) => put({ stickyBy })}
          />
        ) : null}
        <div>
          <Button
            look="primary"
            type="submit"
            isBusy={isBusy}
            disabled={total !== 100}
            data-testid="split-save"
          >
            Save
          </Button>
        </div>
      </InputForm>
    </Panel>
  );
}

export function EndpointSettings({
  endpoint,
  onChanged,
}: {
  endpoint: EndpointDetails;
  onChanged: () => void;
}) {
  const isDeleting = useSignal(false);
  const remove = async () => {
    await api.delete("/api/v1/deployment/endpoints/{endpoint_name}", {
      path: { endpoint_name: endpoint.name },
    });
    toast(`${endpoint.name} is deleted.`);
    navigate(href("/deploy"));
  };
  return (
    <div class="stack">
      <SplitEditor key={endpoint.revision} endpoint={endpoint} onChanged={onChanged} />
      <Panel title="Delete" testid="danger">
        <div class="row">
          <p class="quiet grow">
            Requests that run are finished. The history stays, and the name can be used again.
          </p>
          <Button
            look="danger"
            icon="trash"
            onClick={() => (isDeleting.value = true)}
            data-testid="delete"
          >
            Delete the endpoint
          </Button>
        </div>
      </Panel>
      {isDeleting.value ? (
        <Confirm
          title={`Delete ${endpoint.name}?`}
          name={endpoint.name}
          verb="Delete"
          onConfirm={remove}
          onClose={() => (isDeleting.value = false)}
        >
          <p>Whoever queries it gets 404 from then on. Its requests, feedback and history stay.</p>
        </Confirm>
      ) : null}
    </div>
  );
}

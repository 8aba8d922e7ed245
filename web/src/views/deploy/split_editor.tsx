// What an endpoint serves and how its traffic is split, changed by hand.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { EndpointDetails, Schemas } from "../../api/types";
import { useResource } from "../../state/resource";
import { Button, IconButton } from "../../ui/button";
import { FormError, InputForm, SelectField, Switch, TextField } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { SplitBar } from "./endpoint_overview";
import {
  draftOf,
  freeName,
  isBound,
  nextVersion,
  withAnother,
  withVersion,
  type Draft,
  type Entity,
} from "./split_draft";

type Size = Exclude<Entity["workload_size"], null | undefined>;

const path = "/api/v1/deployment/endpoints/{endpoint_name}/config" as const;

function EntityRow({
  entity,
  share,
  index,
  versions,
  error,
  onVersion,
  onChange,
  onRemove,
}: {
  entity: Entity;
  share: number;
  index: number;
  versions: readonly Schemas["ModelVersion"][];
  error: ApiError | null;
  onVersion: (version: string) => void;
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
        onInput={onVersion}
      />
      <TextField
        label="Name"
        value={entity.name ?? ""}
        error={error}
        where={`${where}/name`}
        testid="split-name"
        {...(isBound(entity) ? { hint: "Its variables are kept by this name." } : {})}
        onInput={(name) => onChange({ ...entity, name }, share)}
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
        label="Scale to zero"
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

export function SplitEditor({
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
  const another = nextVersion(versions.data ?? [], at.entities);
  const add = () => another && put(withAnother(at, model, another));
  const save = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const entities = at.entities.map((one) => ({
        ...one,
        name: one.name?.trim() || freeName(at.entities, one.model_name, one.model_version),
      }));
      const result = await api.put(path, {
        path: { endpoint_name: endpoint.name },
        body: {
          served_entities: entities,
          traffic: entities.map(({ name }, index) => ({
            served_entity_name: name,
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
            key={index}
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
            onVersion={(version) => put({ entities: withVersion(at.entities, index, version) })}
            onChange={(changed, share) =>
              put({
                entities: at.entities.map((one, other) => (other === index ? changed : one)),
                shares: at.shares.map((one, other) => (other === index ? share : one)),
              })
            }
          />
        ))}
        <div class="row">
          <Button icon="plus" onClick={add} disabled={!another} data-testid="split-add">
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
            needs="deploy:write"
            data-testid="split-save"
          >
            Save
          </Button>
        </div>
      </InputForm>
    </Panel>
  );
}

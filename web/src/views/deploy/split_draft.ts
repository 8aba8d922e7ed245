// What is typed over what an endpoint serves: entities, their names and their shares.
import type { EndpointDetails, Requests, Schemas } from "../../api/types";

export type Entity = Requests["EntityRequestInput"];
type Version = Pick<Schemas["ModelVersion"], "version" | "status">;

export interface Draft {
  entities: Entity[];
  shares: number[];
  stickyBy: string;
}

/** What the server shows of a value that it does not tell. */
const mask = "********";

export function draftOf(endpoint: EndpointDetails): Draft {
  const { served_entities: entities, traffic, sticky_by: stickyBy } = endpoint.config;
  return {
    entities: entities.map((one) => ({
      name: one.name,
      model_name: one.entity_name,
      model_version: one.entity_version,
      workload_size: one.workload_size,
      scale_to_zero: one.scale_to_zero,
      environment_vars: one.environment_vars as Record<string, string>,
    })),
    shares: entities.map(
      ({ name }) => traffic.find((one) => one.served_entity_name === name)?.traffic_percentage ?? 0,
    ),
    stickyBy,
  };
}

const usualName = (model: string, version: string) => `${model.split(".").at(-1)}-${version}`;

/** A name that no entity has: model and version, with a number if it must be. */
export function freeName(entities: readonly Entity[], model: string, version: string): string {
  const base = usualName(model, version);
  const taken = new Set(entities.map(({ name }) => name));
  for (let i = 1; ; ++i) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (!taken.has(name)) return name;
  }
}

/** Whether nobody chose it: it is made of model and version. */
function isMade({ name, model_name: model, model_version: version }: Entity): boolean {
  const base = usualName(model, version);
  return (
    !name || name === base || (name.startsWith(base) && /^-\d+$/.test(name.slice(base.length)))
  );
}

/** Whether values of its variables would be lost under another name: the server keeps them by name. */
export const isBound = (entity: Entity): boolean =>
  Object.values(entity.environment_vars ?? {}).includes(mask);

/** One entity with another version; its name follows, unless somebody chose it or it is bound. */
export function withVersion(entities: readonly Entity[], index: number, version: string): Entity[] {
  const others = entities.filter((_, other) => other !== index);
  return entities.map((entity, other) => {
    if (other !== index) return entity;
    const changed = { ...entity, model_version: version };
    return isMade(entity) && !isBound(entity)
      ? { ...changed, name: freeName(others, entity.model_name, version) }
      : changed;
  });
}

/** The newest version that can be served and is not yet; where all are, the newest. */
export function nextVersion(
  versions: readonly Version[],
  entities: readonly Entity[],
): string | undefined {
  const ready = versions.filter(({ status }) => status === "READY");
  const served = new Set(entities.map(({ model_version }) => model_version));
  return (ready.find(({ version }) => !served.has(version)) ?? ready[0])?.version;
}

/** With one more entity, like the first one, that gets no traffic yet. */
export function withAnother(draft: Draft, model: string, version: string): Draft {
  const first = draft.entities[0];
  const another: Entity = {
    ...first,
    name: freeName(draft.entities, model, version),
    model_name: model,
    model_version: version,
    environment_vars: first && !isBound(first) ? (first.environment_vars ?? null) : null,
  };
  return { ...draft, entities: [...draft.entities, another], shares: [...draft.shares, 0] };
}

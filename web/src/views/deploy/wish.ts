// What the wizard asks for: a version, and what somebody changed of what the endpoint has.
import type { EndpointDetails, Requests } from "../../api/types";
import type { Pair } from "../../ui/form";

type Request = Requests["DeployRequest"];

/** What is null was not changed: it is as the endpoint has it. */
export interface Wish {
  model: string;
  version: string;
  name: string;
  size: string | null;
  scalesToZero: boolean | null;
  variables: readonly Pair[] | null;
  reason: string;
  /** The endpoint serves another model, which this one takes the place of. */
  replacesModel: boolean;
}

export interface Usual {
  size: string;
  scalesToZero: boolean;
  variables: readonly Pair[];
}

/** As the server names an endpoint that is given no name. */
export function usualName(model: string, version: string): string {
  const last = model.split(".").at(-1) ?? "";
  return last ? `${last.toLowerCase().replaceAll("_", "-")}-v${version}` : "";
}

/**
 * What the server takes where nothing is named: of the entity with this model, else of the one with
 * the largest share, else as on a new endpoint. Values of variables are masks, which it knows again.
 */
export function usualOf(endpoint: EndpointDetails | undefined, model: string): Usual {
  const { served_entities: entities, traffic } = endpoint?.config ?? {
    served_entities: [],
    traffic: [],
  };
  const shareOf = (name: string) =>
    traffic.find((one) => one.served_entity_name === name)?.traffic_percentage ?? 0;
  const [largest] = [...entities].sort((a, b) => shareOf(b.name) - shareOf(a.name));
  const before = entities.find((one) => one.entity_name === model) ?? largest;
  return {
    size: before?.workload_size ?? "Small",
    scalesToZero: before?.scale_to_zero ?? true,
    variables: Object.entries(before?.environment_vars ?? {}).map(([name, value]) => ({
      name,
      value: String(value),
    })),
  };
}

/** The model that an endpoint serves, where it is not this one: to be replaced only if somebody says so. */
export function otherModel(endpoint: EndpointDetails | undefined, model: string): string | null {
  const entities = endpoint?.config.served_entities ?? [];
  if (!model || entities.length === 0) return null;
  if (entities.some(({ entity_name }) => entity_name === model)) return null;
  return endpoint?.model_name ?? null;
}

export function requestOf(wish: Wish): Request {
  const named = wish.variables?.filter(({ name }) => name.trim());
  return {
    model_name: wish.model,
    model_version: wish.version,
    endpoint_name: wish.name.trim() || null,
    workload_size: wish.size as Request["workload_size"],
    scale_to_zero: wish.scalesToZero,
    environment_vars: named
      ? Object.fromEntries(named.map(({ name, value }) => [name.trim(), value]))
      : null,
    reason: wish.reason,
    replace_model: wish.replacesModel,
  };
}

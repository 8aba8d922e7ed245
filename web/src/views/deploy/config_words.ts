// Places and values of an endpoint's configuration, as the forms name them.
import type { Schemas } from "../../api/types";
import type { Change } from "../../ui/diff";
import { brief } from "../../ui/format";
import { placeWords } from "../../ui/rules";

export type Config = Pick<Schemas["HistoryEntry"]["config"], "served_entities" | "traffic">;
type Json = Record<string, unknown>;

const entityWords: Record<string, string> = {
  name: "Name",
  entity_name: "Model",
  entity_version: "Version",
  workload_size: "Size",
  scale_to_zero: "Scale to zero",
  environment_vars: "Variables",
};
const textWords: Record<string, string> = {
  safety: "Refuse unsafe text",
  pii_behavior: "Personal data",
  invalid_keywords: "Refused words",
  valid_topics: "Only these topics",
};
const limitWords: Record<string, string> = {
  calls: "Calls",
  renewal_period: "In each",
  key: "Of",
};

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const nameIn = (value: unknown, member: string): string | undefined =>
  isJson(value) && typeof value[member] === "string" ? value[member] : undefined;

/** What stands at this place of the list: by the change itself, else by what was or is there. */
function named(
  changes: readonly Change[],
  configs: readonly (Config | undefined)[],
  list: "served_entities" | "traffic",
  at: string,
): string {
  const member = list === "traffic" ? "served_entity_name" : "name";
  const changed = changes.find(({ path }) => path === `/${list}/${at}/${member}`);
  const whole = changes.find(({ path }) => path === `/${list}/${at}`);
  const found = [
    changed?.after,
    ...[whole?.after, whole?.before].map((value) => nameIn(value, member)),
    ...configs.map((config) => nameIn(config?.[list][Number(at)], member)),
  ].find((name) => typeof name === "string");
  return typeof found === "string" ? found : `entity ${Number(at) + 1}`;
}

/** The name of a place; `configs` tell what stood there, the likeliest first. */
export function placeOf(
  path: string,
  changes: readonly Change[],
  configs: readonly (Config | undefined)[],
): string {
  const [first, at = "", ...rest] = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = rest.at(-1) ?? "";
  if (first === "served_entities" && at) {
    const name = named(changes, configs, first, at);
    if (rest.length === 0) return `Served: ${name}`;
    if (rest[0] === "environment_vars" && rest.length === 2) return `Variable ${last} of ${name}`;
    if (rest[0] === "name") return `Name of entity ${Number(at) + 1}`;
    return `${entityWords[rest[0]!] ?? placeWords(rest.join("/"))} of ${name}`;
  }
  if (first === "traffic" && at) {
    if (last === "served_entity_name") return `Share ${Number(at) + 1} of the traffic goes to`;
    return `Traffic of ${named(changes, configs, first, at)}`;
  }
  if (first === "sticky_by") return "Split sticks to";
  if (first === "guardrails" && at === "rate_limits" && rest[0])
    return `Limit ${Number(rest[0]) + 1} on calls${rest[1] ? `: ${limitWords[last] ?? last}` : ""}`;
  if (first === "guardrails" && textWords[rest[0] ?? ""]) {
    const side = at === "input_guardrails" ? "of what comes in" : "of what goes out";
    const item = rest[1] ? ` ${Number(rest[1]) + 1}` : "";
    return `${textWords[rest[0]!]}${item}, ${side}`;
  }
  return placeWords(path) || "All of it";
}

/** A value as a person says it; members of what came or went whole are told in a row. */
export function valueWords(path: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (path.endsWith("/traffic_percentage")) return `${String(value)} %`;
  if (!isJson(value)) return value === "" ? "nothing" : brief(value);
  if (/^\/served_entities\/\d+$/.test(path))
    return `${String(value.entity_name)} version ${String(value.entity_version)}, ${String(value.workload_size)}`;
  if (/^\/traffic\/\d+$/.test(path)) return `${String(value.traffic_percentage)} %`;
  if (/^\/guardrails\/rate_limits\/\d+$/.test(path))
    return `${String(value.calls)} in each ${String(value.renewal_period).toLowerCase()}`;
  return brief(value);
}

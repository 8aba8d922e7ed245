// Which versions a configuration sends requests to, in words: the one with the largest share first.
import type { Schemas } from "../../api/types";

type Config = Pick<Schemas["RevisionConfig"], "traffic"> & {
  served_entities: readonly Pick<
    Schemas["RevisionConfig"]["served_entities"][number],
    "name" | "entity_name" | "entity_version"
  >[];
};

/** `own` is what the server names of it: the version with the largest share. */
function servedBy({ served_entities: entities, traffic }: Config, own: string) {
  const shareOf = (name: string) =>
    traffic.find((one) => one.served_entity_name === name)?.traffic_percentage ?? 0;
  const served = entities
    .filter(({ name }) => shareOf(name) > 0)
    .sort((a, b) => shareOf(b.name) - shareOf(a.name));
  const isOfOneModel = new Set(served.map(({ entity_name }) => entity_name)).size < 2;
  const versions = [...new Set([own, ...served.map(({ entity_version }) => entity_version)])];
  return { versions, others: served.length - 1, isOfOneModel };
}

/** `1`, `1 and 2`; of several models `1 and 1 more`. */
export function versionList(config: Config, own: string): string {
  const { versions, others, isOfOneModel } = servedBy(config, own);
  if (!isOfOneModel) return `${own} and ${others} more`;
  if (versions.length === 1) return own;
  return `${versions.slice(0, -1).join(", ")} and ${versions.at(-1)!}`;
}

/** `version 1`, `versions 1 and 2`; of several models `version 1 and 1 more`. */
export function versionWords(config: Config, own: string): string {
  const { versions, isOfOneModel } = servedBy(config, own);
  const isMany = isOfOneModel && versions.length > 1;
  return `version${isMany ? "s" : ""} ${versionList(config, own)}`;
}

/** As little room as a chart has for it: `v1`, `v1 + v2`. */
export function versionMark(config: Config, own: string): string {
  const { versions, others, isOfOneModel } = servedBy(config, own);
  if (!isOfOneModel) return `v${own} + ${others}`;
  return versions.map((version) => `v${version}`).join(" + ");
}

// Which items the address says that training rows are to be made of.
const namedMax = 50;
const selected = "selected";

/** More than fit into an address are those that are selected now. */
export const convertParam = (ids: readonly string[]): string =>
  ids.length > namedMax ? selected : ids.join(",");

/** Nothing where they were selected in a page that is gone. */
export function convertedIds(param: string, chosen: readonly string[]): readonly string[] {
  if (param === selected) return chosen;
  return param ? [...new Set(param.split(","))].filter(Boolean).slice(0, namedMax) : [];
}

// Which feedback is shown: in the address, in queries, and in requests about many items at once.
import type { Requests, Schemas } from "../../api/types";
import { range } from "../../state/time_range";

export type Item = Schemas["FeedbackItem"];
export type FilterInput = Requests["FeedbackFilterInput"];

export interface Filters {
  endpoint: string;
  rating: string;
  flagged: boolean;
  version: string;
  tag: string;
  source: string;
  q: string;
  /** Only of the time range above. */
  inRange: boolean;
}

/** The parameters of the address that are filters. */
export const filterNames = [
  "endpoint",
  "rating",
  "flagged",
  "version",
  "tag",
  "source",
  "q",
  "when",
] as const;

export const sourceWords: Record<Item["source"], string> = {
  end_user: "End user",
  human: "Reviewer",
  llm_judge: "Model as judge",
  code: "Program",
};

export function readFilters(query: URLSearchParams): Filters {
  const of = (name: string) => query.get(name)?.trim() ?? "";
  return {
    endpoint: of("endpoint"),
    rating: of("rating"),
    flagged: of("flagged") === "1",
    version: of("version"),
    tag: of("tag"),
    source: of("source"),
    q: of("q").slice(0, 200),
    inRange: of("when") === "range",
  };
}

/** As the API takes them, without those that are not set. */
export function filterInput(
  filters: Filters,
  span: { from: number; to: number } = range.value,
): FilterInput {
  const out: FilterInput = {};
  if (filters.endpoint) out.endpoint_id = filters.endpoint;
  if (filters.rating) out.rating = filters.rating as "positive" | "negative";
  if (filters.flagged) out.flagged_only = true;
  if (filters.version) out.model_version = filters.version;
  if (filters.tag) out.tag = filters.tag;
  if (filters.source) out.source = filters.source as Item["source"];
  if (filters.q) out.q = filters.q;
  if (filters.inRange) {
    out.created_after = new Date(span.from).toISOString();
    out.created_before = new Date(span.to).toISOString();
  }
  return out;
}

/** Whether the list would have the item, as far as the page can say: words are sought by the server. */
export const canShow = (filters: Filters, item: Item): boolean =>
  (!filters.endpoint || [item.endpoint_id, item.endpoint_name].includes(filters.endpoint)) &&
  (!filters.rating || item.rating === filters.rating) &&
  (!filters.flagged || item.flagged) &&
  (!filters.version || item.model_version === filters.version) &&
  (!filters.tag || item.tags.includes(filters.tag)) &&
  (!filters.source || item.source === filters.source);

/** In words, for questions before something is done to all of them. */
export function filterWords(filters: Filters): string {
  const parts = [
    filters.rating,
    filters.flagged ? "flagged" : "",
    filters.endpoint ? `of ${filters.endpoint}` : "",
    filters.version ? `version ${filters.version}` : "",
    filters.tag ? `tagged ${filters.tag}` : "",
    filters.source ? `from ${sourceWords[filters.source as Item["source"]] ?? filters.source}` : "",
    filters.q ? `with “${filters.q}”` : "",
    filters.inRange ? "of the time range" : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "all feedback";
}

export const isFiltered = (filters: Filters): boolean => filterWords(filters) !== "all feedback";

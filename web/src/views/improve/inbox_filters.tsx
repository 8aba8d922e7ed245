// The filters of the inbox; each is a parameter of the address.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../../api/client";
import { useKeys } from "../../state/keys";
import { setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { useEndpointNames } from "../use_endpoint_names";
import { filterNames, isFiltered, sourceWords, type Filters } from "./filters";

const typingMs = 250;
const optionsDays = 365;

interface Option {
  value: string;
  label: string;
}

export function Select({
  name,
  label,
  value,
  options,
}: {
  /** Of the parameter in the address. */
  name: string;
  label: string;
  value: string;
  options: readonly Option[];
}) {
  const isKnown = !value || options.some((option) => option.value === value);
  return (
    <select
      aria-label={label}
      value={value}
      data-testid={`filter-${name}`}
      onChange={(event) => setParams({ [name]: event.currentTarget.value }, "replace")}
    >
      {isKnown ? null : <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

const named = (all: string, values: readonly string[]): Option[] => [
  { value: "", label: all },
  ...values.map((value) => ({ value, label: value })),
];

function Search({ value }: { value: string }) {
  const box = useRef<HTMLInputElement>(null);
  const typed = useSignal(value);
  useEffect(() => {
    if (document.activeElement !== box.current) typed.value = value;
  }, [value]);
  useEffect(() => {
    if (typed.value.trim() === value) return undefined;
    const timer = setTimeout(() => setParams({ q: typed.value.trim() }, "replace"), typingMs);
    return () => clearTimeout(timer);
  }, [typed.value]);
  useKeys(
    () => [{ keys: "/", label: "Search", group: "Lists", run: () => box.current?.focus() }],
    [],
  );
  return (
    <input
      ref={box}
      class="filter"
      type="search"
      placeholder="Search texts  /"
      aria-label="Search feedback"
      maxLength={200}
      value={typed.value}
      data-testid="filter-q"
      onInput={(event) => (typed.value = event.currentTarget.value)}
    />
  );
}

export function InboxFilters({ filters }: { filters: Filters }) {
  const endpoints = useEndpointNames() ?? [];
  const stats = useResource(
    `filter options ${filters.endpoint}`,
    (signal) =>
      api.get("/api/v1/feedback/stats", {
        query: {
          days: optionsDays,
          ...(filters.endpoint ? { endpoint_id: filters.endpoint } : {}),
        },
        signal,
      }),
    { everyMs: 0 },
  );
  const versions = new Set(
    (stats.data?.by_model_version ?? []).flatMap((row) => row.model_version ?? []),
  );
  const tags = (stats.data?.by_tag ?? []).map((row) => row.tag);
  return (
    <div class="filters" role="search" aria-label="Filters">
      <Search value={filters.q} />
      <Select
        name="rating"
        label="Rating"
        value={filters.rating}
        options={[
          { value: "", label: "All ratings" },
          { value: "negative", label: "Negative" },
          { value: "positive", label: "Positive" },
        ]}
      />
      <Select
        name="endpoint"
        label="Endpoint of the feedback"
        value={filters.endpoint}
        options={named("All endpoints", endpoints)}
      />
      <Select
        name="version"
        label="Model version"
        value={filters.version}
        options={[
          { value: "", label: "All versions" },
          ...[...versions].map((value) => ({ value, label: `Version ${value}` })),
        ]}
      />
      <Select name="tag" label="Tag" value={filters.tag} options={named("All tags", tags)} />
      <Select
        name="source"
        label="Who judged"
        value={filters.source}
        options={[
          { value: "", label: "From anyone" },
          ...Object.entries(sourceWords).map(([value, label]) => ({ value, label })),
        ]}
      />
      <Select
        name="when"
        label="Time"
        value={filters.inRange ? "range" : ""}
        options={[
          { value: "", label: "Any time" },
          { value: "range", label: "Time range above" },
        ]}
      />
      <Button
        icon="flag"
        aria-pressed={filters.flagged}
        onClick={() => setParams({ flagged: filters.flagged ? null : 1 }, "replace")}
        data-testid="filter-flagged"
      >
        Flagged
      </Button>
      {isFiltered(filters) ? (
        <Button
          look="quiet"
          icon="cross"
          data-testid="filter-clear"
          onClick={() =>
            setParams(Object.fromEntries(filterNames.map((name) => [name, null])), "replace")
          }
        >
          Clear
        </Button>
      ) : null}
    </div>
  );
}

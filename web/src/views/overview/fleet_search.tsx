// A field that finds endpoints by name, and what is said when not all of them are shown.
import { param, setParams } from "../../state/location";
import { count } from "../../ui/format";
import { monitorOf } from "../monitor/addresses";
import { endpointsMax } from "./fleet_reads";

export function FleetSearch() {
  return (
    <input
      class="filter"
      type="search"
      placeholder="Search  /"
      aria-label="Search endpoints by name"
      value={param("q").value}
      data-testid="fleet-search"
      onInput={(event) => setParams({ q: event.currentTarget.value }, "replace")}
    />
  );
}

/** Of a fleet that is larger than what is read: an endpoint of the rest is opened by its name. */
export function FleetCut() {
  const name = param("q").value.trim();
  return (
    <p class="table-note" data-testid="fleet-cut">
      Only the first {count(endpointsMax)} endpoints by name are here; the counts are of those.{" "}
      {name ? (
        <a href={monitorOf(name, name)}>Open “{name}”</a>
      ) : (
        "Type the whole name of another one to open it."
      )}
    </p>
  );
}

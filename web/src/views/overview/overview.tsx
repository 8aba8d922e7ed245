// Every endpoint on one line each, and what has changed since yesterday.
import { href } from "../../state/location";
import { range, rangeLabel } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { LinkButton } from "../../ui/button";
import { time } from "../../ui/format";
import { Panel, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { Changes } from "./changes";
import { FirstRun } from "./first_run";
import { readEndpoints } from "./fleet_reads";
import { FleetSearch } from "./fleet_search";
import { FleetTable } from "./fleet_table";

export default function Overview() {
  const endpoints = useResource("overview", readEndpoints, { topics: ["endpoints"] });
  const label = rangeLabel(range.value, (at) => time(at, "short"));
  const isPast = range.value.toText !== "now";
  return (
    <>
      <ViewHead
        title="Overview"
        lead={isPast ? `${label}; state, drift and alerts are those of now` : label}
      >
        <LinkButton
          look="primary"
          icon="plus"
          href={href("/deploy", { new: "1" })}
          testid="overview-deploy"
        >
          Deploy a model
        </LinkButton>
      </ViewHead>
      <div class="stack">
        <FirstRun endpoints={endpoints.data?.items} />
        <Loaded of={endpoints} lines={6} isEmpty={({ items }) => items.length === 0} empty={null}>
          {(all) => (
            <div class="overview">
              <Panel title="Endpoints" flush testid="fleet" actions={<FleetSearch />}>
                <FleetTable endpoints={all} />
              </Panel>
              <Changes />
            </div>
          )}
        </Loaded>
      </div>
    </>
  );
}

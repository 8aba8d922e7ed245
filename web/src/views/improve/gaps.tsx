// What served models are bad at, with what shows it; and when one should be trained again.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { StateBadge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { FormError } from "../../ui/form";
import { ago, count, none, plural } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { Ticked } from "../../ui/ticked";
import { useSending } from "../../ui/use_sending";
import { postCommand } from "../example";
import { NoneFits } from "../none_fits";
import { ImproveHead } from "./frame";
import { GapDrawer, statusWords, typeWords } from "./gap_drawer";
import { Triggers } from "./triggers";

type Gap = Schemas["Gap"];
const statuses = Object.keys(statusWords) as Gap["status"][];

const columns: readonly Column<Gap>[] = [
  {
    key: "what",
    title: "Gap",
    isRest: true,
    render: (row) => (
      <div class="two-lines">
        <span>
          <Ticked text={row.description} />
        </span>
        <small>
          <Ticked text={row.evidence_summary} />
        </small>
      </div>
    ),
  },
  {
    key: "kind",
    title: "Kind",
    isMinor: true,
    room: "wide",
    render: (row) => typeWords[row.gap_type],
  },
  { key: "endpoint", title: "Endpoint", isMinor: true, render: (row) => row.endpoint_name || none },
  { key: "severity", title: "Severity", render: (row) => <StateBadge state={row.severity_raw} /> },
  { key: "status", title: "State", render: (row) => statusWords[row.status] },
  {
    key: "rows",
    title: "Rows needed",
    align: "end",
    isMinor: true,
    render: (row) => count(row.estimated_records_needed),
  },
  {
    key: "seen",
    title: "Last seen",
    align: "end",
    isMinor: true,
    render: (row) => ago(row.last_seen_at, now.value),
  },
];

export default function Gaps() {
  const status = statuses.find((one) => one === param("status").value);
  const gaps = useResource(
    `gaps ${status ?? ""}`,
    (signal) =>
      api.get("/api/v1/gaps", { query: { page_size: 100, ...(status ? { status } : {}) }, signal }),
    { topics: ["feedback"], throttleMs: 5_000 },
  );
  const { isBusy, error, send } = useSending();
  const analyze = async () => {
    if (await send(() => api.post("/api/v1/gaps/analyze"), "A server looks for gaps now."))
      gaps.reload();
  };
  const open = param("gap").value;
  return (
    <>
      <ImproveHead at="gaps" lead="What models are bad at, and when to train them again.">
        <Button
          icon="search"
          isBusy={isBusy}
          onClick={() => void analyze()}
          needs="improve:write"
          data-testid="gaps-analyze"
        >
          Look now
        </Button>
      </ImproveHead>
      <div class="stack">
        <FormError error={error} shown={[]} />
        <Panel
          title={gaps.data ? plural(gaps.data.total, "gap") : "Gaps"}
          flush
          testid="gaps"
          actions={
            <select
              class="narrow"
              aria-label="State"
              value={status ?? ""}
              data-testid="gaps-status"
              onChange={(event) => setParams({ status: event.currentTarget.value || null })}
            >
              <option value="">All states</option>
              {statuses.map((one) => (
                <option key={one} value={one}>
                  {statusWords[one]}
                </option>
              ))}
            </select>
          }
        >
          <Loaded
            of={gaps}
            isEmpty={({ gaps: all }) => all.length === 0}
            empty={
              status ? (
                <NoneFits title="No gap is in this state" params={["status"]} />
              ) : (
                <EmptyState
                  title="No gap was found"
                  icon="check"
                  commandLabel="Look now by command"
                  command={postCommand("/gaps/analyze")}
                >
                  Each 10 minutes a server looks at complaints, drift and unsure answers. Now it
                  does with the button above, or so:
                </EmptyState>
              )
            }
          >
            {({ gaps: all }) => (
              <DataTable
                label="Gaps"
                columns={columns}
                rows={all}
                rowKey={({ id }) => id}
                rowHeight={54}
                isMain
                testid="gaps-table"
                onOpen={({ id }) => setParams({ gap: id })}
              />
            )}
          </Loaded>
          <CutNote
            of={
              gaps.data && {
                items: gaps.data.gaps,
                next_cursor: gaps.data.total > gaps.data.gaps.length ? "more" : null,
              }
            }
          />
        </Panel>
        <Triggers />
      </div>
      {open ? (
        <GapDrawer
          key={open}
          id={open}
          onClose={() => setParams({ gap: null }, "replace")}
          onChanged={gaps.reload}
        />
      ) : null}
    </>
  );
}

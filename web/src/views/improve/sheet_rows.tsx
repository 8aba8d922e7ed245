// The rows of a sheet, what is odd about them, and the review of one after the other.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { usePages } from "../../state/pages";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Drawer } from "../../ui/dialog";
import { brief, count, none, plural } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, Loaded, MoreFailed } from "../../ui/states";
import { postCommand } from "../example";
import { NoneFits, NoneSoFar } from "../none_fits";
import { Select } from "./inbox_filters";
import { useWords, WorkBadge } from "./marks";
import { RepeatsFinder, type Repeats, type Row } from "./repeats";
import { RowDetail } from "./row_detail";
import { useIsWide } from "./use_is_wide";
import type { Sheet } from "./use_sheets";

const firstRows = 200;
/** Who scrolls on wants many. */
const moreRows = 500;
const rowHeight = 54;
const roomAround = 400;
const states = ["pending", "flagged", "approved", "edited", "rejected"] as const;

export const promptOf = (row: Row): string =>
  row.features ? JSON.stringify(row.features) : row.prompt;

function columnsOf({ duplicateOf, conflictsWith }: Repeats): readonly Column<Row>[] {
  return [
    {
      key: "row",
      title: "Prompt and response",
      isRest: true,
      render: (row) => (
        <div class="two-lines">
          <span>{`${count(row.row_index + 1)}. ${brief(promptOf(row), 140)}`}</span>
          <small>
            {brief(
              row.response ?? (row.rejected_response ? `not: ${row.rejected_response}` : none),
              160,
            )}
          </small>
        </div>
      ),
    },
    {
      key: "odd",
      title: "Repeats",
      isMinor: true,
      render: (row) =>
        conflictsWith.has(row.id) ? (
          <Badge tone="warn" testid="conflict">
            {`Conflict ${conflictsWith.get(row.id)!.slice(0, 2).join(", ")}`}
          </Badge>
        ) : duplicateOf.has(row.id) ? (
          <Badge tone="quiet" icon="copy" testid="duplicate">
            {`Like row ${duplicateOf.get(row.id)}`}
          </Badge>
        ) : null,
    },
    {
      key: "state",
      title: "Review",
      render: (row) => <WorkBadge state={row.review_status} />,
    },
  ];
}

function RowFilters({ state, use }: { state: string; use: string }) {
  return (
    <>
      <Select
        name="state"
        label="Review state"
        value={state}
        options={[
          { value: "", label: "All states" },
          ...states.map((value) => ({
            value,
            label: value[0]!.toUpperCase() + value.slice(1),
          })),
        ]}
      />
      <Select
        name="use"
        label="What rows teach"
        value={use}
        options={[
          { value: "", label: "All kinds" },
          ...Object.entries(useWords).map(([value, label]) => ({ value, label })),
        ]}
      />
    </>
  );
}

export function SheetRows({ sheet, onChanged }: { sheet: Sheet; onChanged: () => void }) {
  const state = param("state").value;
  const use = param("use").value;
  const isOdd = param("odd").value === "1";
  const id = param("row").value;
  const isWide = useIsWide();
  // Rows that were added or removed by others are read anew; a review changes them in place.
  const added = useSignal(sheet.total_rows);
  const pages = usePages<Row, Schemas["RowPage"]>(
    `rows ${sheet.id} ${state} ${use}`,
    (cursor, signal) =>
      api.get("/api/v1/training-sheets/{training_sheet_id}/rows", {
        path: { training_sheet_id: sheet.id },
        query: {
          limit: cursor ? moreRows : firstRows,
          ...(state ? { review_status: state as Row["review_status"] } : {}),
          ...(use ? { use: use as Row["use"] } : {}),
          ...(cursor ? { cursor } : {}),
        },
        signal,
      }),
  );
  useEffect(() => {
    if (added.value !== sheet.total_rows) pages.reload();
    added.value = sheet.total_rows;
  }, [sheet.total_rows]);
  const finder = useRef(new RepeatsFinder());
  const repeats = useMemo(() => finder.current.of(pages.items), [pages.items]);
  const columns = useMemo(() => columnsOf(repeats), [repeats]);
  const { odd } = repeats;
  const rows = useMemo(
    () => (isOdd ? pages.items.filter((row) => odd.has(row.id)) : pages.items),
    [repeats, isOdd],
  );
  const at = rows.findIndex((row) => row.id === id);
  const open = rows[at];
  const changed = (row: Row) => {
    pages.change((items) => items.map((one) => (one.id === row.id ? row : one)));
    onChanged();
  };
  const next = () => {
    const following = rows[at + 1];
    if (following) setParams({ row: following.id }, "replace");
  };
  const detail = open ? (
    <RowDetail
      key={open.id}
      row={open}
      conflicts={repeats.conflictsWith.get(open.id) ?? []}
      duplicateOf={repeats.duplicateOf.get(open.id)}
      onChanged={changed}
      onNext={next}
    />
  ) : null;
  return (
    <div class={`inbox ${isWide ? "wide" : ""} of-sheet`}>
      <Panel
        flush
        testid="rows"
        title={
          <span data-testid="rows-shown">
            {plural(rows.length, "row")}
            {pages.hasMore ? " so far" : ""}
          </span>
        }
        actions={
          <div class="filters">
            <Button
              aria-pressed={isOdd}
              icon="copy"
              onClick={() => setParams({ odd: isOdd ? null : 1 }, "replace")}
              data-testid="filter-odd"
            >
              {`Repeats ${count(odd.size)}`}
            </Button>
            <RowFilters state={state} use={use} />
          </div>
        }
      >
        <Loaded
          of={pages}
          lines={8}
          isEmpty={() => rows.length === 0}
          empty={
            pages.hasMore ? (
              <NoneSoFar onMore={pages.more} />
            ) : state || use || isOdd ? (
              <NoneFits title="No row fits these filters" params={["state", "use", "odd"]} />
            ) : (
              <EmptyState
                title="No rows yet"
                icon="table"
                commandLabel="Add a row by command"
                command={postCommand(`/training-sheets/${sheet.id}/rows`, {
                  rows: [{ prompt: "What is asked", response: "What is right to answer" }],
                })}
              >
                Convert feedback of the inbox, add rows by hand with the button above, or so:
              </EmptyState>
            )
          }
        >
          {() => (
            <DataTable
              label="Rows"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id}
              rowHeight={rowHeight}
              height={Math.max(360, window.innerHeight - roomAround)}
              isMain
              selected={id || undefined}
              onOpen={(row) => setParams({ row: row.id })}
              onMove={(row) => {
                if (isWide || id) setParams({ row: row.id }, "replace");
              }}
              onEnd={pages.more}
              testid="rows-table"
            />
          )}
        </Loaded>
        <MoreFailed of={pages} />
      </Panel>
      {isWide ? (
        <aside class="detail" aria-label="The row">
          {detail ?? (
            <Panel>
              <EmptyState title="No row is open" icon="table">
                Press <kbd>j</kbd>, or click a row; then <kbd>a</kbd> approves, <kbd>r</kbd>{" "}
                rejects, <kbd>e</kbd> edits.
              </EmptyState>
            </Panel>
          )}
        </aside>
      ) : detail ? (
        <Drawer title="Row" onClose={() => setParams({ row: null }, "replace")} testid="row-drawer">
          {detail}
        </Drawer>
      ) : null}
    </div>
  );
}

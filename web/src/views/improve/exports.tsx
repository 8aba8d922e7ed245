// The exports of a sheet, newest first.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href, setParams } from "../../state/location";
import { useAwaited, useResource, useWatched } from "../../state/resource";
import { now } from "../../state/time_range";
import { LinkButton } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, count } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { postCommand } from "../example";
import { formatLabel } from "./formats";
import { WorkBadge } from "./marks";
import type { Sheet } from "./use_sheets";

type Export = Schemas["Export"];

const columns: readonly Column<Export>[] = [
  { key: "format", title: "Format", render: ({ format }) => formatLabel(format) },
  { key: "status", title: "State", render: ({ status }) => <WorkBadge state={status} /> },
  {
    key: "train",
    title: "To train on",
    align: "end",
    render: (row) => count(row.train_count),
  },
  {
    key: "val",
    title: "To validate by",
    align: "end",
    isMinor: true,
    render: (row) => count(row.val_count),
  },
  {
    key: "excluded",
    title: "Left out",
    align: "end",
    isMinor: true,
    render: (row) => count(row.excluded_count),
  },
  { key: "by", title: "By", isMinor: true, render: (row) => row.created_by },
  { key: "at", title: "Asked for", align: "end", render: (row) => ago(row.created_at, now.value) },
];

const watchMs = 2_000;

export function Exports({ sheet }: { sheet: Sheet }) {
  const exports = useResource(
    `exports ${sheet.id}`,
    (signal) =>
      api.get("/api/v1/exports", { query: { training_sheet_id: sheet.id, limit: 100 }, signal }),
    { everyMs: 10_000 },
  );
  useAwaited(exports, ({ items }) => items.length === 0);
  const isRunning = exports.data?.items.some(({ status }) => status === "running") ?? false;
  useWatched(exports, isRunning, watchMs);
  return (
    <Panel flush testid="exports">
      <Loaded
        of={exports}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            title="Nothing was exported yet"
            icon="download"
            commandLabel="Export by command"
            {...(sheet.exportable_count > 0
              ? {
                  command: postCommand(`/training-sheets/${sheet.id}/export`, { format: "jsonl" }),
                }
              : {
                  action: (
                    <LinkButton icon="table" href={href(`/improve/sheets/${sheet.id}`)}>
                      To the rows
                    </LinkButton>
                  ),
                })}
          >
            Export writes the approved rows as files for a trainer, with a report of what was left
            out and why.{sheet.exportable_count > 0 ? "" : " None is approved yet."}
          </EmptyState>
        }
      >
        {({ items }) => (
          <DataTable
            label="Exports"
            columns={columns}
            rows={items}
            rowKey={(row) => row.export_id}
            isMain
            testid="exports-table"
            onOpen={(row) => setParams({ export: row.export_id })}
          />
        )}
      </Loaded>
      <CutNote of={exports.data} />
    </Panel>
  );
}

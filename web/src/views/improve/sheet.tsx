// One training sheet: its rows and their review, its exports, what it may be used for.
import type { ViewProps } from "../../app/view_props";
import { api } from "../../api/client";
import { href, param, setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { count, percent, plural } from "../../ui/format";
import { Stat, Stats, Tabs, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { AddRows } from "./add_rows";
import { ExportDrawer } from "./export_drawer";
import { Exports } from "./exports";
import { WorkBadge } from "./marks";
import { SheetRows } from "./sheet_rows";
import { SheetSettings } from "./sheet_settings";
import type { Sheet } from "./use_sheets";
import "./improve.css";

const tabs = [
  { id: "", label: "Rows" },
  { id: "exports", label: "Exports" },
  { id: "settings", label: "Settings" },
];

function Numbers({ sheet }: { sheet: Sheet }) {
  return (
    <Stats testid="sheet-stats">
      <Stat label="Rows" value={count(sheet.total_rows)} />
      <Stat
        label="To review"
        value={count(sheet.pending_count)}
        detail={sheet.flagged_count > 0 ? `and ${count(sheet.flagged_count)} flagged` : undefined}
        tone={sheet.pending_count > 0 ? "warn" : undefined}
        testid="sheet-pending"
      />
      <Stat
        label="Approved"
        value={count(sheet.approved_count + sheet.edited_count)}
        detail={
          sheet.approval_rate === null
            ? "none was reviewed"
            : `${percent(sheet.approval_rate)} of those reviewed`
        }
        testid="sheet-approved"
      />
      <Stat label="Rejected" value={count(sheet.rejected_count)} />
      <Stat
        label="Teach"
        value={plural(sheet.sft_count, "answer")}
        detail={`${count(sheet.preference_count)} with a rejected one, ${count(sheet.unpaired_negative_count)} rejected only`}
      />
      <Stat label="To export" value={count(sheet.exportable_count)} testid="sheet-exportable" />
    </Stats>
  );
}

export default function SheetView({ params }: ViewProps) {
  const id = params.sheet ?? "";
  const sheet = useResource(
    `sheet ${id}`,
    (signal) =>
      api.get("/api/v1/training-sheets/{training_sheet_id}", {
        path: { training_sheet_id: id },
        signal,
      }),
    { everyMs: 30_000 },
  );
  const at = param("tab").value;
  const name = sheet.data?.name ?? "Training sheet";
  return (
    <>
      <ViewHead
        title={name}
        crumbs={[
          { label: "Improve", href: href("/improve") },
          { label: "Training sheets", href: href("/improve/sheets") },
        ]}
        lead={
          sheet.data ? (
            <>
              <WorkBadge state={sheet.data.status} testid="sheet-state" />
              <span>{sheet.data.description}</span>
            </>
          ) : undefined
        }
      >
        <Button
          icon="plus"
          onClick={() => setParams({ add: 1 })}
          needs="improve:write"
          data-testid="rows-add"
        >
          Add rows
        </Button>
        <Button
          look="primary"
          icon="download"
          disabled={!sheet.data || sheet.data.exportable_count === 0}
          onClick={() => setParams({ export: "new" })}
          needs="improve:write"
          data-testid="export-open"
        >
          Export
        </Button>
      </ViewHead>
      <Loaded of={sheet} lines={8}>
        {(data) => (
          <div class="stack">
            <Numbers sheet={data} />
            <div>
              <Tabs
                label="Of this sheet"
                current={at}
                tabs={tabs.map(({ id: tab, label }) => ({
                  id: tab,
                  label,
                  href: href(`/improve/sheets/${id}`, { tab }),
                }))}
              />
              {at === "exports" ? (
                <Exports sheet={data} />
              ) : at === "settings" ? (
                <SheetSettings sheet={data} onChanged={sheet.reload} />
              ) : (
                <SheetRows sheet={data} onChanged={sheet.reload} />
              )}
            </div>
            {param("add").value ? (
              <AddRows
                sheet={data}
                onClose={() => setParams({ add: null }, "replace")}
                onDone={sheet.reload}
              />
            ) : null}
            {param("export").value ? (
              <ExportDrawer
                sheet={data}
                id={param("export").value}
                onClose={() => setParams({ export: null }, "replace")}
              />
            ) : null}
          </div>
        )}
      </Loaded>
    </>
  );
}

// The training sheets: how many rows each has, and how many still wait for a person.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { href, navigate, param, setParams } from "../../state/location";
import { useAwaited } from "../../state/resource";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, TextArea, TextField } from "../../ui/form";
import { ago, count, none, percent } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { useSending } from "../../ui/use_sending";
import { postCommand } from "../example";
import { ImproveHead } from "./frame";
import { WorkBadge } from "./marks";
import { UsesField, type Uses } from "./uses_field";
import { useSheets, type Sheet } from "./use_sheets";

const columns: readonly Column<Sheet>[] = [
  {
    key: "name",
    title: "Sheet",
    sort: ({ name }) => name,
    render: ({ id, name }) => <a href={href(`/improve/sheets/${id}`)}>{name}</a>,
  },
  { key: "status", title: "State", render: ({ status }) => <WorkBadge state={status} /> },
  {
    key: "rows",
    title: "Rows",
    align: "end",
    sort: (row) => row.total_rows,
    render: (row) => count(row.total_rows),
  },
  {
    key: "pending",
    title: "To review",
    align: "end",
    sort: (row) => row.pending_count + row.flagged_count,
    render: (row) => count(row.pending_count + row.flagged_count),
  },
  {
    key: "exportable",
    title: "To export",
    align: "end",
    sort: (row) => row.exportable_count,
    render: (row) => count(row.exportable_count),
  },
  {
    key: "preferences",
    title: "Preferences",
    align: "end",
    isMinor: true,
    sort: (row) => row.preference_count,
    render: (row) => count(row.preference_count),
  },
  {
    key: "approval",
    title: "Approved",
    align: "end",
    isMinor: true,
    sort: (row) => row.approval_rate,
    render: (row) => percent(row.approval_rate),
  },
  {
    key: "about",
    title: "For",
    isMinor: true,
    render: (row) => row.description.slice(0, 60) || none,
  },
  {
    key: "at",
    title: "Changed",
    align: "end",
    sort: (row) => row.updated_at,
    render: (row) => ago(row.updated_at, now.value),
  },
];

function NewSheet({ onClose }: { onClose: () => void }) {
  const name = useSignal("");
  const description = useSignal("");
  const uses = useSignal<Uses>({ allowed: [], prohibited: [] });
  const { isBusy, error, send } = useSending();
  const make = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const { id } = await api.post("/api/v1/training-sheets", {
        body: {
          name: name.value,
          description: description.value,
          allowed_uses: uses.value.allowed,
          prohibited_uses: uses.value.prohibited,
        },
      });
      navigate(href(`/improve/sheets/${id}`));
    }, "The sheet is made.");
  };
  return (
    <Drawer
      title="New training sheet"
      onClose={onClose}
      testid="new-sheet"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={make}
          needs="improve:write"
          data-testid="sheet-make"
        >
          Make
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={make}>
        <FormError error={error} shown={["/body/name", "/body/description"]} />
        <TextField
          label="Name"
          value={name.value}
          error={error}
          where="/body/name"
          testid="sheet-name"
          onInput={(value) => (name.value = value)}
        />
        <TextArea
          label="What it is for"
          value={description.value}
          error={error}
          where="/body/description"
          onInput={(value) => (description.value = value)}
        />
        <UsesField uses={uses.value} onChange={(value) => (uses.value = value)} />
      </InputForm>
    </Drawer>
  );
}

export default function Sheets() {
  const sheets = useSheets();
  useAwaited(sheets, (all) => all.length === 0);
  return (
    <>
      <ImproveHead
        at="sheets"
        lead="Rows to train on: made of feedback or by hand, reviewed by people, exported as files."
      >
        <Button
          look="primary"
          icon="plus"
          onClick={() => setParams({ new: 1 })}
          needs="improve:write"
          data-testid="sheet-new"
        >
          New sheet
        </Button>
      </ImproveHead>
      <Panel flush testid="sheets">
        <Loaded
          of={sheets}
          isEmpty={(all) => all.length === 0}
          empty={
            <EmptyState
              title="No training sheet yet"
              icon="table"
              commandLabel="Make a sheet by command"
              command={postCommand("/training-sheets", { name: "Support answers" })}
            >
              A sheet collects what a model should have said. Make one here, from the inbox, or so:
            </EmptyState>
          }
        >
          {(all) => (
            <DataTable
              label="Training sheets"
              columns={columns}
              rows={all}
              rowKey={({ id }) => id}
              isMain
              testid="sheets-table"
              onOpen={({ id }) => navigate(href(`/improve/sheets/${id}`))}
            />
          )}
        </Loaded>
      </Panel>
      {param("new").value ? <NewSheet onClose={() => setParams({ new: null }, "replace")} /> : null}
    </>
  );
}

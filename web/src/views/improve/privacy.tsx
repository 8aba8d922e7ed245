// A person's data: what is held, erasing it, and the receipts of what was erased.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { FormError, InputForm, TextField } from "../../ui/form";
import { ago, count, none } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { useSending } from "../../ui/use_sending";
import { EraseDialog } from "./erase_dialog";
import { ImproveHead } from "./frame";
import { ReceiptBadge, ReceiptDrawer, type Receipt } from "./receipt_drawer";
import { SubjectHeld } from "./subject_held";

type Tie = Schemas["SubjectData"]["also"][number];

const ties: readonly [Tie, string][] = [
  ["requester", "who sent requests"],
  ["session", "a session"],
  ["author", "who judged"],
];

function Finder({ onErased }: { onErased: () => void }) {
  // Not in the address: addresses are kept by browsers and logs.
  const subject = useSignal("");
  const also = useSignal<Tie[]>([]);
  const found = useSignal<Schemas["SubjectData"] | null>(null);
  const isErasing = useSignal(false);
  const { isBusy, error, send, clear } = useSending();
  const find = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const has = (tie: Tie) => also.value.includes(tie);
      found.value = await api.get("/api/v1/privacy/subjects/{subject_id}", {
        path: { subject_id: subject.value.trim() },
        query: {
          requester: has("requester"),
          session: has("session"),
          author: has("author"),
        },
      });
    }, "");
  };
  const toggle = (tie: Tie) => {
    also.value = also.value.includes(tie)
      ? also.value.filter((one) => one !== tie)
      : [...also.value, tie];
    found.value = null;
  };
  return (
    <Panel title="Find a person" testid="finder">
      <div class="stack">
        <InputForm class="stack" onSubmit={find}>
          <FormError error={error} shown={["/path/subject_id"]} />
          <div class="row end-aligned">
            <div class="grow">
              <TextField
                label="Subject"
                hint="The person, by the name or number that your application sent with feedback and rows."
                value={subject.value}
                error={error}
                where="/path/subject_id"
                testid="subject"
                onInput={(value) => {
                  subject.value = value;
                  found.value = null;
                  clear();
                }}
              />
            </div>
            <Button
              type="submit"
              look="primary"
              icon="search"
              isBusy={isBusy}
              disabled={!subject.value.trim()}
              needs="improve:admin"
              data-testid="subject-find"
            >
              Find
            </Button>
          </div>
          <fieldset class="kinds">
            <legend>The same text is also</legend>
            {ties.map(([tie, label]) => (
              <label key={tie}>
                <input
                  type="checkbox"
                  checked={also.value.includes(tie)}
                  data-testid={`also-${tie}`}
                  onChange={() => toggle(tie)}
                />
                {label}
              </label>
            ))}
          </fieldset>
        </InputForm>
        {found.value ? (
          <SubjectHeld data={found.value} onErase={() => (isErasing.value = true)} />
        ) : null}
      </div>
      {isErasing.value && found.value ? (
        <EraseDialog
          data={found.value}
          onClose={() => (isErasing.value = false)}
          onErased={(receipt) => {
            found.value = null;
            subject.value = "";
            onErased();
            setParams({ receipt: receipt.id });
          }}
        />
      ) : null}
    </Panel>
  );
}

const erasedOf = ({ stores }: Receipt): number =>
  stores.reduce((sum, store) => sum + store.erased, 0);

const columns: readonly Column<Receipt>[] = [
  {
    key: "at",
    title: "Asked for",
    render: (row) => ago(row.requested_at, now.value),
  },
  { key: "state", title: "State", render: (row) => <ReceiptBadge state={row.state} /> },
  {
    key: "erased",
    title: "Records",
    align: "end",
    render: (row) => count(erasedOf(row)),
  },
  { key: "by", title: "By", isMinor: true, render: (row) => row.requested_by },
  { key: "why", title: "Why", isMinor: true, render: (row) => row.reason.slice(0, 60) || none },
];

export default function Privacy() {
  const receipts = useResource(
    "receipts",
    (signal) => api.get("/api/v1/privacy/receipts", { query: { limit: 100 }, signal }),
    { everyMs: 10_000 },
  );
  const receipt = param("receipt").value;
  return (
    <>
      <ImproveHead
        at="privacy"
        lead="What is held of a person, and the proof that it was erased."
      />
      <div class="stack">
        <Finder onErased={receipts.reload} />
        <Panel title="Receipts" flush testid="receipts">
          <Loaded
            of={receipts}
            isEmpty={({ items }) => items.length === 0}
            empty={
              <EmptyState title="Nobody was erased yet" icon="check">
                Find a person above, and erase what is held: each erasure leaves a signed receipt
                here, which names no person.
              </EmptyState>
            }
          >
            {({ items }) => (
              <DataTable
                label="Receipts"
                columns={columns}
                rows={items}
                rowKey={({ id }) => id}
                isMain
                testid="receipts-table"
                onOpen={({ id }) => setParams({ receipt: id })}
              />
            )}
          </Loaded>
          <CutNote of={receipts.data} />
        </Panel>
      </div>
      {receipt ? (
        <ReceiptDrawer
          key={receipt}
          id={receipt}
          onClose={() => setParams({ receipt: null }, "replace")}
        />
      ) : null}
    </>
  );
}

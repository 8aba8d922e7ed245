// What is held of a person, by store, with the files and the models that it reached.
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { count, none, plural, time } from "../../ui/format";

type Data = Schemas["SubjectData"];
type Store = Data["stores"][number];
type Touched = Data["exports"][number];
type Trained = Data["models"][number];

const known: Record<string, string> = {
  feedback_items: "Feedback",
  training_rows: "Training rows",
  request_log: "Requests",
  prediction_outcomes: "Predictions and labels",
  audit_log: "Audit entries",
  idempotency_keys: "Stored answers",
  review_items: "Items of review queues",
  training_job_logs: "Logs of training jobs",
  gap_members: "Examples of gaps",
  drift_profiles: "Samples kept for drift",
  drift_baselines: "Categories of baselines",
};

/** A store that this page does not know yet is told by its own name, in words. */
export function storeWords(store: string): string {
  const words = store.replaceAll("_", " ");
  return known[store] ?? words[0]!.toUpperCase() + words.slice(1);
}

const columns: readonly Column<Store>[] = [
  { key: "store", title: "Kept in", render: ({ store }) => storeWords(store) },
  { key: "count", title: "Records", align: "end", render: (row) => count(row.count) },
  { key: "oldest", title: "Oldest", isMinor: true, render: (row) => time(row.oldest_at) },
  { key: "newest", title: "Newest", isMinor: true, render: (row) => time(row.newest_at) },
];

/** Exports with lines of the person, and who has copies that no server can take back. */
export function TouchedExports({ exports }: { exports: readonly Touched[] }) {
  if (exports.length === 0) return null;
  return (
    <section class="stack tight">
      <h3>Exports</h3>
      <ul class="files" data-testid="touched-exports">
        {exports.map(({ export_id: id, training_sheet_id: sheet, lines, copies }) => (
          <li key={id}>
            <a href={href(`/improve/sheets/${sheet}`, { tab: "exports", export: id })}>
              {lines === null ? "Files on another server" : plural(lines, "line")}
            </a>
            <span class="quiet">
              {copies.length > 0
                ? `downloaded by ${[...new Set(copies.map((copy) => copy.downloaded_by))].join(", ")}`
                : "never downloaded"}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function TrainedModels({ models }: { models: readonly Trained[] }) {
  if (models.length === 0) return null;
  return (
    <section class="stack tight">
      <h3>Models that learned from it</h3>
      <ul class="files" data-testid="trained-models">
        {models.map(
          ({
            training_job_id: job,
            job_status: status,
            model_name: name,
            model_version,
            endpoints,
          }) => (
            <li key={job}>
              <a href={href("/improve/training", { job })}>{`${name} ${model_version ?? ""}`}</a>
              <span class="quiet">
                {endpoints.length > 0
                  ? `served by ${endpoints.join(", ")}`
                  : `job ${status}, not served`}
              </span>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function ReceiptLinks({ ids }: { ids: readonly string[] }) {
  return (
    <>
      {ids.map((id, at) => (
        <span key={id}>
          {at > 0 ? ", " : ""}
          <a href={href("/improve/privacy", { receipt: id })} data-testid="earlier-receipt">
            {ids.length === 1 ? "the receipt" : `receipt ${at + 1}`}
          </a>
        </span>
      ))}
    </>
  );
}

export function SubjectHeld({ data, onErase }: { data: Data; onErase: () => void }) {
  if (!data.is_held)
    return (
      <p role="status" data-testid="nothing-held">
        Nothing is held of <strong>{data.subject_id}</strong>.{" "}
        {data.receipt_ids.length > 0 ? "They were erased before: " : ""}
        <ReceiptLinks ids={data.receipt_ids} />
      </p>
    );
  return (
    <div class="stack item" data-testid="held">
      <div class="row">
        <span>
          Held of <strong>{data.subject_id}</strong>
        </span>
        {data.receipt_ids.length > 0 ? (
          <span>
            <Badge tone="info">Erased before</Badge> <ReceiptLinks ids={data.receipt_ids} />
          </span>
        ) : null}
        <span class="spring" />
        <Button
          look="danger"
          icon="trash"
          onClick={onErase}
          needs="improve:admin"
          data-testid="erase-open"
        >
          Erase
        </Button>
      </div>
      <DataTable
        label="What is held"
        columns={columns}
        rows={data.stores}
        rowKey={({ store }) => store}
        testid="held-table"
      />
      <TouchedExports exports={data.exports} />
      <TrainedModels models={data.models} />
      {data.exports.length + data.models.length === 0 ? (
        <p class="quiet">{`Exports and models: ${none}`}</p>
      ) : null}
    </div>
  );
}

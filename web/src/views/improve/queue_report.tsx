// Who judged how many, and whether reviewers agree.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { useResource } from "../../state/resource";
import { LinkButton } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { count, none, number, percent } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";

type Reviewer = Schemas["ReviewerProgress"];
type Name = Schemas["NameAgreement"];

interface AgreementRow {
  id: string;
  who: string;
  items: number;
  observed: number | null;
  kappa: number | null;
  interval: readonly number[] | null;
}

const reviewerColumns: readonly Column<Reviewer>[] = [
  { key: "who", title: "Reviewer", render: ({ reviewer }) => reviewer },
  { key: "judged", title: "Judged", align: "end", render: (row) => count(row.submitted) },
  { key: "skipped", title: "Skipped", align: "end", render: (row) => count(row.skipped) },
  { key: "has", title: "Has now", align: "end", render: (row) => count(row.reserved) },
];

export const kappaInterval = (interval: readonly number[] | null): string => {
  const [low, high] = interval ?? [];
  return low === undefined || high === undefined ? none : `${number(low)} to ${number(high)}`;
};

const agreementColumns: readonly Column<AgreementRow>[] = [
  { key: "who", title: "Between", render: ({ who }) => who },
  { key: "items", title: "Items", align: "end", render: (row) => count(row.items) },
  { key: "same", title: "Said the same", align: "end", render: (row) => percent(row.observed) },
  { key: "kappa", title: "Kappa", align: "end", render: (row) => number(row.kappa) },
  {
    key: "interval",
    title: "95 % interval",
    align: "end",
    isMinor: true,
    render: (row) => kappaInterval(row.interval),
  },
];

export function agreementRows({ pairs, all }: Name): AgreementRow[] {
  const rows = pairs.map((pair) => ({
    id: `${pair.reviewer_a} ${pair.reviewer_b}`,
    who: `${pair.reviewer_a} and ${pair.reviewer_b}`,
    items: pair.items,
    observed: pair.observed,
    kappa: pair.kappa,
    interval: pair.kappa_interval,
  }));
  if (!all) return rows;
  const { items, observed, kappa, kappa_interval: interval } = all;
  return [{ id: "all", who: "All together", items, observed, kappa, interval }, ...rows];
}

export function QueueReport({ queue }: { queue: Schemas["ReviewQueue"] }) {
  const path = { queue_id: queue.id };
  const progress = useResource(`progress ${queue.id} ${queue.judgement_count}`, (signal) =>
    api.get("/api/v1/review/queues/{queue_id}/progress", { path, signal }),
  );
  const agreement = useResource(`agreement ${queue.id} ${queue.judgement_count}`, (signal) =>
    api.get("/api/v1/review/queues/{queue_id}/agreement", { path, signal }),
  );
  return (
    <div class="columns">
      <Panel title="By reviewer" flush testid="by-reviewer">
        <Loaded
          of={progress}
          isEmpty={({ by_reviewer: all }) => all.length === 0}
          empty={
            <EmptyState
              title="Nobody has judged yet"
              icon="user"
              action={
                <LinkButton href={href(`/improve/queues/${queue.id}`)} testid="queue-begin">
                  Judge
                </LinkButton>
              }
            />
          }
        >
          {({ by_reviewer: all }) => (
            <DataTable
              label="Reviewers"
              columns={reviewerColumns}
              rows={all}
              rowKey={({ reviewer }) => reviewer}
            />
          )}
        </Loaded>
      </Panel>
      <Loaded
        of={agreement}
        isEmpty={({ names }) => names.length === 0}
        empty={
          <Panel title="Agreement" testid="agreement">
            <EmptyState title="Nothing to compare yet" icon="chart">
              Two reviewers must have judged the same item.
              {queue.overlap === 1 ? " In this queue each item has one reviewer." : ""}
            </EmptyState>
          </Panel>
        }
      >
        {({ names }) => (
          <div class="stack" data-testid="agreement">
            {names.map((name) => (
              <Panel key={name.name} title={`Agreement on ${name.name.replaceAll("_", " ")}`} flush>
                <DataTable
                  label={`Agreement on ${name.name}`}
                  columns={agreementColumns}
                  rows={agreementRows(name)}
                  rowKey={({ id }) => id}
                />
              </Panel>
            ))}
          </div>
        )}
      </Loaded>
    </div>
  );
}

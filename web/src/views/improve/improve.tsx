// What people said, newest first, and how satisfied they are.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { ago, brief, count, none, percent } from "../../ui/format";
import { Panel, Stat, Stats, ViewHead } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";

type Item = Schemas["FeedbackItem"];

const columns: readonly Column<Item>[] = [
  { key: "answer", title: "Answer", render: (row) => brief(row.output_text, 70) },
  {
    key: "rating",
    title: "Rating",
    render: (row) =>
      row.rating === "positive" ? (
        <Badge tone="good" icon="up">
          Positive
        </Badge>
      ) : row.rating === "negative" ? (
        <Badge tone="bad" icon="thumbDown">
          Negative
        </Badge>
      ) : (
        none
      ),
  },
  {
    key: "comment",
    title: "Comment",
    isMinor: true,
    render: (row) => brief(row.feedback_text ?? "", 60) || none,
  },
  { key: "at", title: "Given", render: (row) => ago(row.created_at, now.value) },
];

export default function Improve() {
  const stats = useResource(
    "improve-stats",
    (signal) => api.get("/api/v1/feedback/stats", { query: { days: 30 }, signal }),
    { topics: ["feedback"] },
  );
  const items = useResource(
    "improve-items",
    (signal) => api.get("/api/v1/feedback", { query: { page_size: 100 }, signal }),
    { topics: ["feedback"] },
  );
  return (
    <>
      <ViewHead title="Improve" lead="What people said of answers, in 30 days." />
      <div class="stack">
        <Loaded of={stats} lines={2}>
          {(data) => (
            <Stats>
              <Stat label="Judgements" value={count(data.total_count)} />
              <Stat label="Positive" value={percent(data.positive_rate)} />
              <Stat label="Negative" value={count(data.negative_count)} />
              <Stat label="Flagged" value={count(data.flagged_count)} />
            </Stats>
          )}
        </Loaded>
        <Panel flush testid="feedback">
          <Loaded
            of={items}
            isEmpty={(page) => page.items.length === 0}
            empty={
              <EmptyState title="Nobody has judged an answer yet" icon="improve">
                Send POST /api/v1/feedback, or press a thumb in the playground of an endpoint.
              </EmptyState>
            }
          >
            {(page) => (
              <DataTable
                label="Feedback"
                columns={columns}
                rows={page.items}
                isMain
                rowKey={(row) => row.id}
              />
            )}
          </Loaded>
        </Panel>
      </div>
    </>
  );
}

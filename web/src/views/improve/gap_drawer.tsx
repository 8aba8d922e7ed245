// One gap: what shows it, what to do, and what was decided of it.
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { href } from "../../state/location";
import { useResource } from "../../state/resource";
import { StateBadge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { FormError } from "../../ui/form";
import { count, none, number, plural, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { Ticked, withoutTicks } from "../../ui/ticked";
import { useSending } from "../../ui/use_sending";
import { monitorOf } from "../monitor/addresses";

type Gap = Schemas["Gap"];
type Status = Exclude<Requests["GapChangeInput"]["status"], null | undefined>;

export const typeWords: Record<Gap["gap_type"], string> = {
  feedback_cluster: "One question, many complaints",
  feedback_tag: "A tag with many complaints",
  drift: "Inputs have moved",
  low_confidence: "The model is not sure",
  retrain: "A retrain trigger fired",
};
export const statusWords: Record<Gap["status"], string> = {
  open: "Open",
  in_progress: "In progress",
  task_created: "Task made",
  resolved: "Resolved",
  wont_fix: "Will not be fixed",
};
const decisions: readonly [Status, string][] = [
  ["in_progress", "Take it on"],
  ["resolved", "Resolved"],
  ["wont_fix", "Will not fix"],
  ["open", "Open again"],
];
const examplesMax = 8;

function measured({ evidence }: Gap): string {
  const { value, threshold, measure } = evidence;
  if (value === null) return none;
  const limit = threshold === null ? "" : `, limit ${number(threshold)}`;
  return `${measure ? `${measure}: ` : ""}${number(value)}${limit}`;
}

function About({ gap }: { gap: Gap }) {
  const { evidence } = gap;
  return (
    <div class="stack item">
      <p>
        <Ticked text={gap.evidence_summary} />
      </p>
      <Facts
        facts={[
          ["Kind", typeWords[gap.gap_type]],
          ["Severity", <StateBadge key="s" state={gap.severity_raw} />],
          [
            "State",
            <span key="t" data-testid="gap-status">
              {statusWords[gap.status]}
            </span>,
          ],
          [
            "Endpoint",
            gap.endpoint_name ? (
              <a key="e" href={monitorOf(gap.endpoint_name, gap.endpoint_id)}>
                {gap.endpoint_name}
              </a>
            ) : (
              none
            ),
          ],
          ["Version", gap.model_version ?? none],
          [
            "Shown by",
            evidence.total > 0
              ? `${count(evidence.count)} of ${count(evidence.total)}`
              : count(evidence.count),
          ],
          ["Measured", measured(gap)],
          ["Rows that would fill it", `about ${count(gap.estimated_records_needed)}`],
          ["First seen", time(gap.first_seen_at)],
          [
            "Last seen",
            `${time(gap.last_seen_at)}, in ${plural(gap.occurrence_count, "analysis", "analyses")}`,
          ],
        ]}
      />
      {gap.example ? (
        <section class="stack tight">
          <h3>For example</h3>
          <p class="quote">{gap.example}</p>
        </section>
      ) : null}
      <section class="stack tight">
        <h3>What to do</h3>
        <p>
          <Ticked text={gap.suggested_action} />
        </p>
      </section>
      {evidence.feedback_ids.length > 0 ? (
        <section class="stack tight">
          <h3>Feedback that shows it</h3>
          <p class="row">
            {evidence.feedback_ids.slice(0, examplesMax).map((id, at) => (
              <a key={id} href={href("/improve", { item: id })}>
                {`item ${at + 1}`}
              </a>
            ))}
          </p>
        </section>
      ) : null}
    </div>
  );
}

export function GapDrawer({
  id,
  onClose,
  onChanged,
}: {
  id: string;
  onClose: () => void;
  onChanged: () => void;
}) {
  const gap = useResource(
    `gap ${id}`,
    (signal) => api.get("/api/v1/gaps/{gap_id}", { path: { gap_id: id }, signal }),
    { everyMs: 0 },
  );
  const { isBusy, error, send } = useSending();
  const path = { gap_id: id };
  const after = (isDone: boolean) => {
    if (!isDone) return;
    gap.reload();
    onChanged();
  };
  const decide = async (status: Status) =>
    after(
      await send(() => api.patch("/api/v1/gaps/{gap_id}", { path, body: { status } }), "Noted."),
    );
  const makeTask = async () =>
    after(
      await send(
        () => api.post("/api/v1/gaps/{gap_id}/task", { path, body: {} }),
        "The task is made.",
      ),
    );
  const at = gap.data;
  return (
    <Drawer
      title={withoutTicks(at?.description ?? "Gap")}
      onClose={onClose}
      testid="gap"
      footer={
        at ? (
          <>
            {decisions
              .filter(
                ([status]) =>
                  status !== at.status && (status !== "open" || at.status !== "in_progress"),
              )
              .map(([status, label]) => (
                <Button
                  key={status}
                  isBusy={isBusy}
                  onClick={() => void decide(status)}
                  needs="improve:write"
                  data-testid={`gap-${status}`}
                >
                  {label}
                </Button>
              ))}
            <Button
              look="primary"
              icon="plus"
              isBusy={isBusy}
              onClick={() => void makeTask()}
              needs="improve:write"
              data-testid="gap-task"
            >
              Make a task
            </Button>
          </>
        ) : undefined
      }
    >
      <FormError error={error} shown={[]} />
      <Loaded of={gap} lines={8}>
        {(data) => <About gap={data} />}
      </Loaded>
    </Drawer>
  );
}

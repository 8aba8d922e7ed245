// One retrain trigger: what it watches, what was found last, and each time that it fired.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { withTimes } from "../../ui/ticked";
import { Badge, type Tone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { ago, count, none, percent, plural, span, time } from "../../ui/format";
import type { IconName } from "../../ui/icon";
import { Facts } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { postCommand } from "../example";
import { channelName } from "../channels_field";
import { DeliveryList, useDeliveries } from "../deliveries";
import type { Trigger } from "./trigger_draft";
import { actionWords, conditionWords } from "./trigger_words";

type Firing = Schemas["RetrainFiring"];
type Evidence = Schemas["RetrainEvidence"];
const shownMax = 100;

const states: Record<Firing["status"], [Tone, string, IconName?]> = {
  done: ["good", "Done"],
  dry_run: ["quiet", "A trial"],
  waiting: ["info", "Waiting for its job", "clock"],
  failed: ["bad", "Failed"],
};

/** What was measured when it fired, in the unit of its condition. */
export function measuredWords(evidence: Evidence): string {
  if (evidence.approved_rows !== null)
    return `${plural(evidence.approved_rows, "row")}, ${count(evidence.wanted_rows)} wanted`;
  if (evidence.drop !== null) {
    const [low, high] = evidence.drop_interval ?? [];
    return `a drop of ${percent(evidence.drop)}, from ${percent(low)} to ${percent(high)}`;
  }
  if (evidence.drift_windows.length > 0) {
    const confirmed = evidence.drift_windows.filter((window) => window.confirmed).length;
    return `drift in ${count(confirmed)} of ${plural(evidence.drift_windows.length, "window")}`;
  }
  if (evidence.scheduled_at) return time(evidence.scheduled_at);
  return none;
}

function Made({ firing }: { firing: Firing }) {
  const { gap_id: gap, training_job_id: job, delivery_ids: deliveries } = firing;
  return (
    <>
      {gap ? (
        <a href={href("/improve/gaps", { gap })} data-testid="firing-gap">
          Its gap
        </a>
      ) : null}
      {job ? (
        <a href={href("/improve/training", { job })} data-testid="firing-job">
          Its training job
        </a>
      ) : null}
      {deliveries.length > 0 ? (
        <span class="quiet" data-testid="firing-notices">
          {plural(deliveries.length, "notice")}
        </span>
      ) : null}
    </>
  );
}

function FiringItem({ firing }: { firing: Firing }) {
  const [tone, word, icon] = states[firing.status];
  const { reason, evidence } = firing.evidence;
  return (
    <li class="stack tight" data-testid="firing" data-number={firing.number}>
      <div class="row">
        <Badge tone={tone} {...(icon ? { icon } : {})} testid="firing-status">
          {word}
        </Badge>
        <b data-testid="firing-measured">{measuredWords(evidence)}</b>
        <span class="quiet end" title={time(firing.fired_at)}>
          {ago(firing.fired_at, now.value)}
        </span>
      </div>
      <p class="quiet">
        {withTimes(reason)}{" "}
        {evidence.model_version ? `Version ${evidence.model_version} served.` : null}
      </p>
      {firing.problem ? (
        <p class="bad" data-testid="firing-problem">
          {firing.problem} ({plural(firing.attempts, "attempt")})
        </p>
      ) : null}
      <div class="row">
        <Made firing={firing} />
      </div>
    </li>
  );
}

function Firings({ trigger }: { trigger: Trigger }) {
  const firings = useResource(
    `firings ${trigger.id}`,
    (signal) =>
      api.get("/api/v1/retrain/triggers/{trigger_id}/firings", {
        path: { trigger_id: trigger.id },
        query: { limit: shownMax },
        signal,
      }),
    { everyMs: 5_000 },
  );
  return (
    <section class="stack tight">
      <h3>Fired</h3>
      <Loaded
        of={firings}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            title="It has not fired yet"
            icon="clock"
            commandLabel="Would it fire now?"
            command={postCommand(`/retrain/triggers/${trigger.id}/test`)}
            testid="firings-empty"
          >
            A server looks at it each 15 seconds.
          </EmptyState>
        }
      >
        {({ items, next_cursor: more }) => (
          <>
            <ul class="plain-list firings" data-testid="firings">
              {items.map((firing) => (
                <FiringItem key={firing.id} firing={firing} />
              ))}
            </ul>
            {more ? <p class="quiet">The newest {count(shownMax)} are shown.</p> : null}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Notices({ trigger }: { trigger: Trigger }) {
  const log = useDeliveries({ alert_id: trigger.id });
  if (trigger.notification_channels.length === 0 && !log.data?.items.length) return null;
  return (
    <section class="stack tight">
      <h3>Told</h3>
      <DeliveryList
        log={log}
        testid="trigger-notices"
        empty={
          <EmptyState title="Nothing was sent yet" icon="bell">
            What is told of a firing stands here, with every attempt.
          </EmptyState>
        }
      />
    </section>
  );
}

function Watches({ trigger }: { trigger: Trigger }) {
  const { condition } = trigger;
  const channels = trigger.notification_channels.map(channelName).join(", ");
  return (
    <div class="stack item">
      {trigger.description ? <p>{trigger.description}</p> : null}
      <Facts
        facts={[
          ["Fires when", conditionWords(condition)],
          ...(condition.training_sheet_id
            ? ([
                [
                  "Sheet",
                  <a key="s" href={href(`/improve/sheets/${condition.training_sheet_id}`)}>
                    Its rows
                  </a>,
                ],
              ] as [string, preact.ComponentChildren][])
            : []),
          ["Then it", trigger.dry_run ? "does nothing: a trial" : actionWords[trigger.action.type]],
          ["Tells", channels || "nobody"],
          ["Rests after firing", span(trigger.cooldown_minutes * 60_000)],
          ["Watched", trigger.enabled ? "yes" : "no: it is paused"],
          [
            "Looked at",
            trigger.last_evaluated_at ? ago(trigger.last_evaluated_at, now.value) : none,
          ],
          ["Found", withTimes(trigger.last_reason) || none],
          ["Made", `${time(trigger.created_at)} by ${trigger.created_by}`],
        ]}
      />
      <Firings trigger={trigger} />
      <Notices trigger={trigger} />
    </div>
  );
}

export function TriggerDrawer({
  id,
  onClose,
  onEdit,
}: {
  id: string;
  onClose: () => void;
  onEdit: (trigger: Trigger) => void;
}) {
  const trigger = useResource(
    `trigger ${id}`,
    (signal) =>
      api.get("/api/v1/retrain/triggers/{trigger_id}", { path: { trigger_id: id }, signal }),
    { everyMs: 5_000 },
  );
  return (
    <Drawer
      title={trigger.data?.name ?? "Retrain trigger"}
      onClose={onClose}
      testid="trigger"
      footer={
        trigger.data ? (
          <Button
            look="primary"
            icon="edit"
            onClick={() => onEdit(trigger.data!)}
            needs="improve:admin"
            data-testid="trigger-edit"
          >
            Edit
          </Button>
        ) : undefined
      }
    >
      <Loaded of={trigger} lines={8}>
        {(data) => <Watches trigger={data} />}
      </Loaded>
    </Drawer>
  );
}

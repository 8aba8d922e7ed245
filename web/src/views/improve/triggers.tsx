// Retrain triggers: when a model should be trained again, what is done then, and whether it is time.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Confirm } from "../../ui/dialog";
import { Switch } from "../../ui/form";
import { ago, count, none } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";

type Trigger = Schemas["RetrainTrigger"];

const actionWords: Record<Trigger["action"]["type"], string> = {
  notify: "tells its channels",
  open_gap: "opens a gap",
  create_job: "makes a training job",
};

export function conditionWords(condition: Trigger["condition"]): string {
  switch (condition.type) {
    case "approved_rows":
      return `${count(condition.min_rows)} rows more are approved`;
    case "satisfaction_drop":
      return "satisfaction falls";
    case "drift":
      return `inputs drift in ${count(condition.windows ?? 3)} windows`;
    case "schedule":
      return `at ${condition.cron ?? none} ${condition.time_zone ?? "UTC"}`;
  }
}

const command = (origin: string) =>
  `curl -s ${origin}/api/v1/retrain/triggers -H 'Content-Type: application/json' -d '{"name": "Monday", "condition": {"type": "schedule", "cron": "0 6 * * 1"}, "action": {"type": "open_gap"}}'`;

function useColumns(
  onChanged: () => void,
  onDelete: (trigger: Trigger) => void,
): readonly Column<Trigger>[] {
  const { send } = useSending();
  const address = "/api/v1/retrain/triggers/{trigger_id}" as const;
  const test = (trigger: Trigger) =>
    send(async () => {
      const verdict = await api.post("/api/v1/retrain/triggers/{trigger_id}/test", {
        path: { trigger_id: trigger.id },
      });
      toast(`${verdict.fires ? "It would fire now" : "It would not fire now"}: ${verdict.reason}`);
    }, "");
  const enable = async (trigger: Trigger, enabled: boolean) => {
    const path = { trigger_id: trigger.id };
    if (await send(() => api.patch(address, { path, body: { enabled } }), "")) onChanged();
  };
  return [
    { key: "name", title: "Trigger", render: ({ name }) => name },
    { key: "when", title: "Fires when", render: ({ condition }) => conditionWords(condition) },
    {
      key: "then",
      title: "Then it",
      isMinor: true,
      render: ({ action, dry_run: dry }) =>
        dry ? "does nothing: a trial" : actionWords[action.type],
    },
    {
      key: "last",
      title: "Fired",
      align: "end",
      isMinor: true,
      render: (row) => (row.last_fired_at ? ago(row.last_fired_at, now.value) : none),
    },
    {
      key: "enabled",
      title: "Watched",
      render: (row) => (
        <Switch
          label={row.enabled ? "On" : "Off"}
          isOn={row.enabled}
          testid="trigger-enabled"
          onChange={(isOn) => void enable(row, isOn)}
        />
      ),
    },
    {
      key: "do",
      title: "Actions",
      isTitleUnseen: true,
      align: "end",
      render: (row) => (
        <span class="row">
          <Button onClick={() => void test(row)} data-testid="trigger-test">
            Test
          </Button>
          <Button look="danger" onClick={() => onDelete(row)} data-testid="trigger-delete">
            Delete
          </Button>
        </span>
      ),
    },
  ];
}

export function Triggers() {
  const triggers = useResource(
    "retrain-triggers",
    (signal) => api.get("/api/v1/retrain/triggers", { query: { limit: 100 }, signal }),
    { everyMs: 15_000 },
  );
  const doomed = useSignal<Trigger | null>(null);
  const columns = useColumns(triggers.reload, (trigger) => (doomed.value = trigger));
  const remove = async () => {
    await api.delete("/api/v1/retrain/triggers/{trigger_id}", {
      path: { trigger_id: doomed.value!.id },
    });
    toast("The trigger and its firings are deleted.");
    triggers.reload();
  };
  return (
    <Panel title="Retrain triggers" flush testid="triggers">
      <Loaded
        of={triggers}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            title="Nothing says when to train again"
            icon="refresh"
            commandLabel="Make one by command"
            command={command(window.location.origin)}
          >
            A trigger watches approved rows, satisfaction, drift or the clock, and opens a gap,
            tells somebody or makes a training job.
          </EmptyState>
        }
      >
        {({ items }) => (
          <DataTable
            label="Retrain triggers"
            columns={columns}
            rows={items}
            rowKey={({ id }) => id}
            testid="triggers-table"
          />
        )}
      </Loaded>
      {doomed.value ? (
        <Confirm
          title={`Delete ${doomed.value.name}?`}
          verb="Delete"
          onClose={() => (doomed.value = null)}
          onConfirm={remove}
        >
          <p>Its firings are deleted too; gaps and jobs that it made stay.</p>
        </Confirm>
      ) : null}
    </Panel>
  );
}

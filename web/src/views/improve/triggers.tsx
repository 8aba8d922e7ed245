// Retrain triggers: when a model should be trained again, what is done then, and whether it is time.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { href, param, setParams } from "../../state/location";
import { useAwaited, useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { Button, IconButton } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Confirm } from "../../ui/dialog";
import { FormError, Switch } from "../../ui/form";
import { ago, count, none } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { toast } from "../../ui/toast";
import { type Sending, useSending } from "../../ui/use_sending";
import { postCommand } from "../example";
import type { Trigger } from "./trigger_draft";
import { TriggerDrawer } from "./trigger_drawer";
import { TriggerEditor } from "./trigger_editor";
import { actionWords, conditionWords } from "./trigger_words";

const command = () =>
  postCommand("/retrain/triggers", {
    name: "Monday",
    condition: { type: "schedule", cron: "0 6 * * 1" },
    action: { type: "open_gap" },
  });

function columnsOf(
  { send }: Sending,
  onChanged: () => void,
  onDelete: (trigger: Trigger) => void,
): readonly Column<Trigger>[] {
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
    {
      key: "name",
      title: "Trigger",
      render: ({ id, name }) => (
        <a href={href("/improve/gaps", { trigger: id })} data-testid="trigger-open">
          {name}
        </a>
      ),
    },
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
      key: "times",
      title: "Times",
      align: "end",
      isMinor: true,
      render: (row) => count(row.firing_count),
    },
    {
      key: "enabled",
      title: "Watched",
      render: (row) => (
        <Switch
          label={
            <>
              <span class="unseen">{row.name}: </span>
              {row.enabled ? "On" : "Off"}
            </>
          }
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
          <IconButton
            icon="trash"
            label={`Delete ${row.name}`}
            onClick={() => onDelete(row)}
            needs="improve:admin"
            data-testid="trigger-delete"
          />
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
  useAwaited(triggers, ({ items }) => items.length === 0);
  const doomed = useSignal<Trigger | null>(null);
  const edited = useSignal<Trigger | null>(null);
  const open = param("trigger").value;
  const close = () => setParams({ trigger: null }, "replace");
  const sending = useSending();
  const columns = columnsOf(sending, triggers.reload, (trigger) => (doomed.value = trigger));
  const remove = async () => {
    await api.delete("/api/v1/retrain/triggers/{trigger_id}", {
      path: { trigger_id: doomed.value!.id },
    });
    toast("The trigger and its firings are deleted.");
    triggers.reload();
  };
  return (
    <Panel
      title="Retrain triggers"
      flush
      testid="triggers"
      actions={
        <Button
          icon="plus"
          onClick={() => setParams({ trigger: "new" })}
          needs="improve:admin"
          data-testid="trigger-new"
        >
          New trigger
        </Button>
      }
    >
      <FormError error={sending.error} shown={[]} />
      <Loaded
        of={triggers}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            title="Nothing says when to train again"
            icon="refresh"
            commandLabel="Make one by command"
            command={command()}
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
            onOpen={({ id }) => setParams({ trigger: id })}
          />
        )}
      </Loaded>
      <CutNote of={triggers.data} />
      {open === "new" || edited.value ? (
        <TriggerEditor
          trigger={edited.value}
          onClose={edited.value ? () => (edited.value = null) : close}
          onDone={triggers.reload}
        />
      ) : open ? (
        <TriggerDrawer
          key={open}
          id={open}
          onClose={close}
          onEdit={(trigger) => (edited.value = trigger)}
        />
      ) : null}
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

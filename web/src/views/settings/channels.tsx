// Where alerts are told: made, tried, and what became of what was sent.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { useAwaited, useResource } from "../../state/resource";
import { Button, IconButton } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { Confirm, Drawer } from "../../ui/dialog";
import { FormError, InputForm, SelectField, TextField } from "../../ui/form";
import { none } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { useSending } from "../../ui/use_sending";
import { DeliveryList, useDeliveries } from "../deliveries";
import { postCommand } from "../example";
import { newSigningSecret } from "../signing_secret";

type Channel = Schemas["SavedChannel"];
type New = Requests["NewChannelInput"];
type Type = New["type"];

const types: readonly { value: Type; label: string }[] = [
  { value: "webhook", label: "Webhook, signed" },
  { value: "slack", label: "Slack" },
  { value: "teams", label: "Teams" },
  { value: "pagerduty", label: "PagerDuty" },
  { value: "alertmanager", label: "Alertmanager" },
  { value: "email", label: "E-mail" },
];
const shown = [
  "/body/name",
  "/body/type",
  "/body/url",
  "/body/address",
  "/body/routing_key",
  "/body/secrets",
];

function NewChannel({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const at = useSignal({
    name: "",
    type: "webhook" as Type,
    url: "",
    address: "",
    key: "",
    secret: "",
  });
  const { isBusy, error, send, clear } = useSending();
  const put = (changes: Partial<typeof at.value>) => {
    at.value = { ...at.value, ...changes };
    clear();
  };
  const { name, type, url, address, key, secret } = at.value;
  const save = async (event: Event) => {
    event.preventDefault();
    const body: New = {
      name,
      type,
      ...(type === "email" ? { address } : url ? { url } : {}),
      ...(type === "pagerduty" ? { routing_key: key } : {}),
      ...(type === "webhook" && secret ? { secrets: [secret] } : {}),
    };
    if (await send(() => api.post("/api/v1/monitoring/channels", { body }), `${name} is saved.`)) {
      onDone();
      onClose();
    }
  };
  const field = (
    label: string,
    where: string,
    value: string,
    onInput: (text: string) => void,
    hint = "",
  ) => (
    <TextField
      label={label}
      value={value}
      error={error}
      where={`/body/${where}`}
      hint={hint}
      testid={`channel-${where}`}
      onInput={onInput}
    />
  );
  return (
    <Drawer
      title="New channel"
      onClose={onClose}
      testid="channel-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={save}
          needs="monitor:write"
          data-testid="channel-save"
        >
          Save
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={save}>
        <FormError error={error} shown={shown} />
        {field(
          "Name",
          "name",
          name,
          (value) => put({ name: value }),
          "What alerts call it. A name that is there is replaced.",
        )}
        <SelectField
          label="Type"
          value={type}
          choices={types}
          error={error}
          where="/body/type"
          testid="channel-type"
          onInput={(value) => put({ type: value as Type })}
        />
        {type === "email"
          ? field("Address", "address", address, (value) => put({ address: value }))
          : field(
              "URL",
              "url",
              url,
              (value) => put({ url: value }),
              "https://, or http:// to a host that the server is allowed to call.",
            )}
        {type === "pagerduty"
          ? field("Integration key", "routing_key", key, (value) => put({ key: value }))
          : null}
        {type === "webhook" ? (
          <div class="row end-aligned">
            <div class="grow">
              {field(
                "Secret",
                "secrets",
                secret,
                (value) => put({ secret: value }),
                "whsec_… or whsk_…: signs what is sent, by Standard Webhooks. Give it to the receiver now: it is not shown again.",
              )}
            </div>
            <Button
              icon="key"
              onClick={() => put({ secret: newSigningSecret() })}
              data-testid="channel-secret-make"
            >
              Make one
            </Button>
          </div>
        ) : null}
      </InputForm>
    </Drawer>
  );
}

function Tests({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const log = useDeliveries({ alert_id: channel.id });
  const { isBusy, error, send } = useSending();
  const test = async () => {
    await send(
      () => api.post("/api/v1/monitoring/channels/{id}/test", { path: { id: channel.id } }),
      "A test is on its way.",
    );
    log.reload();
  };
  return (
    <Drawer
      title={channel.name}
      onClose={onClose}
      testid="channel"
      footer={
        <Button
          look="primary"
          icon="play"
          isBusy={isBusy}
          onClick={test}
          needs="monitor:write"
          data-testid="channel-test"
        >
          Send a test
        </Button>
      }
    >
      <div class="stack">
        <FormError error={error} shown={[]} />
        <DeliveryList
          log={log}
          testid="channel-tests"
          empty={
            <EmptyState
              title="No test was sent yet"
              icon="bell"
              commandLabel="Send a test by command"
              command={postCommand(`/monitoring/channels/${channel.id}/test`)}
            >
              Send one below, or so: what became of it stands here.
            </EmptyState>
          }
        />
      </div>
    </Drawer>
  );
}

/** What no channel took. */
export function GivenUp() {
  return (
    <Panel title="Given up" testid="given-up">
      <DeliveryList
        log={useDeliveries({ state: "dead" })}
        testid="given-up-list"
        isOfMany
        empty={
          <EmptyState title="Nothing was given up" icon="check">
            A notice that a receiver has refused for three days stands here for a month, with the
            reason, and can be sent again.
          </EmptyState>
        }
      />
    </Panel>
  );
}

export function Channels() {
  const channels = useResource("channels", (signal) =>
    api.get("/api/v1/monitoring/channels", { query: { limit: 100 }, signal }),
  );
  useAwaited(channels, ({ items }) => items.length === 0);
  const doomed = useSignal<Channel | null>(null);
  const columns: readonly Column<Channel>[] = [
    { key: "name", title: "Name", sort: ({ name }) => name, render: ({ name }) => name },
    {
      key: "type",
      title: "Type",
      sort: ({ type }) => type,
      render: ({ type }) => types.find(({ value }) => value === type)?.label ?? type,
    },
    { key: "to", title: "Where to", render: ({ url, address }) => url || address || none },
    { key: "by", title: "Made by", isMinor: true, render: ({ created_by }) => created_by },
    {
      key: "actions",
      title: "Actions",
      isTitleUnseen: true,
      align: "end",
      render: (channel) => (
        <IconButton
          icon="trash"
          label={`Delete ${channel.name}`}
          onClick={() => (doomed.value = channel)}
        />
      ),
    },
  ];
  const open = channels.data?.items.find(({ id }) => id === param("channel").value);
  return (
    <Panel
      flush
      title="Channels"
      testid="channels"
      actions={
        <Button
          icon="plus"
          onClick={() => setParams({ new: "1" })}
          needs="monitor:write"
          data-testid="channel-new"
        >
          New channel
        </Button>
      }
    >
      <Loaded
        of={channels}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            title="No channel yet"
            icon="bell"
            commandLabel="Make a channel by command"
            command={postCommand("/monitoring/channels", {
              name: "on-call",
              type: "webhook",
              url: "https://alerts.example.com/hook",
            })}
          >
            A channel is where alerts are told: a webhook, Slack, Teams, PagerDuty, Alertmanager or
            e-mail.
          </EmptyState>
        }
      >
        {({ items }) => (
          <DataTable
            label="Channels"
            columns={columns}
            rows={items}
            rowKey={({ id }) => id}
            isMain
            testid="channels-table"
            onOpen={({ id }) => setParams({ channel: id })}
          />
        )}
      </Loaded>
      <CutNote of={channels.data} />
      {open ? <Tests channel={open} onClose={() => setParams({ channel: null })} /> : null}
      {param("new").value ? (
        <NewChannel onClose={() => setParams({ new: null }, "replace")} onDone={channels.reload} />
      ) : null}
      {doomed.value ? (
        <Confirm
          title={`Delete ${doomed.value.name}?`}
          verb="Delete"
          onClose={() => (doomed.value = null)}
          onConfirm={async () => {
            await api.delete("/api/v1/monitoring/channels/{id}", {
              path: { id: doomed.value!.id },
            });
            channels.reload();
          }}
        >
          <p>Alerts that name it must be changed first.</p>
        </Confirm>
      ) : null}
    </Panel>
  );
}

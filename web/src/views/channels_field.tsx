// Where notices go, of alerts and of retrain triggers: saved channels, addresses, URLs.
import { useSignal } from "@preact/signals";
import { api } from "../api/client";
import type { ApiError } from "../api/errors";
import { useResource } from "../state/resource";
import { Button, IconButton } from "../ui/button";
import { TextField } from "../ui/form";
import { none } from "../ui/format";

/** A channel as people name it: without what is secret. */
export function channelName(channel: unknown): string {
  if (typeof channel === "string") return channel;
  if (typeof channel !== "object" || channel === null) return none;
  const { type, url, address, name } = channel as Record<string, string | undefined>;
  return name ?? `${type ?? "channel"} ${url ?? address ?? ""}`.trim();
}

export function ChannelsField({
  channels,
  error,
  testid,
  onChange,
}: {
  channels: readonly unknown[];
  error: ApiError | null;
  testid: string;
  onChange: (channels: readonly unknown[]) => void;
}) {
  const typed = useSignal("");
  const saved = useResource(
    "channels to tell",
    (signal) => api.get("/api/v1/monitoring/channels", { query: { limit: 100 }, signal }),
    { everyMs: 0 },
  );
  const unused = (saved.data?.items ?? []).filter(({ name }) => !channels.includes(name));
  const add = (channel: string) => {
    if (channel.trim()) onChange([...channels, channel.trim()]);
    typed.value = "";
  };
  return (
    <div class="stack">
      <div class="row end-aligned">
        <div class="grow">
          <TextField
            label="Told to"
            value={typed.value}
            placeholder="oncall@example.com or https://…"
            error={error}
            where="/body/notification_channels"
            testid={testid}
            onInput={(value) => (typed.value = value)}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add(typed.value);
            }}
          />
        </div>
        <Button icon="plus" onClick={() => add(typed.value)} data-testid={`${testid}-add`}>
          Add
        </Button>
      </div>
      <div class="row">
        {channels.map((channel, at) => (
          <span class="chip" key={at} data-testid={`${testid}-chip`}>
            {channelName(channel)}
            <IconButton
              icon="cross"
              label={`Do not tell ${channelName(channel)}`}
              onClick={() => onChange(channels.filter((_, other) => other !== at))}
            />
          </span>
        ))}
        {unused.map(({ id, name }) => (
          <Button
            key={id}
            look="quiet"
            icon="bell"
            onClick={() => add(name)}
            data-testid={`${testid}-saved`}
          >
            {name}
          </Button>
        ))}
      </div>
    </div>
  );
}

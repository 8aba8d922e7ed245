// What happened to an alert, newest first, and whether people were told.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge, type Tone } from "../../ui/badge";
import { ago, time } from "../../ui/format";
import { EmptyState, Loaded } from "../../ui/states";
import { Ticked } from "../../ui/ticked";

type Event = Schemas["AlertEvent"];

const tones: Partial<Record<Event["event"], Tone>> = {
  firing: "bad",
  repeated: "bad",
  error: "bad",
  missed: "bad",
  pending: "warn",
  recovering: "warn",
  flapping: "warn",
  inactive: "good",
  resolved: "good",
  stable: "good",
  acknowledged: "info",
};

export function AlertTimeline({ id }: { id: string }) {
  const events = useResource(
    `alert events ${id}`,
    (signal) =>
      api.get("/api/v1/monitoring/alerts/{id}/events", {
        path: { id },
        query: { limit: 100 },
        signal,
      }),
    { topics: ["alerts"] },
  );
  return (
    <Loaded
      of={events}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState title="Nothing happened yet" icon="clock">
          When it fires, ends, or somebody decides about it stands here.
        </EmptyState>
      }
    >
      {({ items }) => (
        <ol class="checks wide" data-testid="alert-timeline">
          {items.map((one) => (
            <li key={one.id} data-testid="alert-event" data-event={one.event}>
              <Badge tone={tones[one.event] ?? "quiet"}>{one.event.replaceAll("_", " ")}</Badge>
              <div>
                <span title={time(one.occurred_at)}>
                  {time(one.occurred_at)}, {ago(one.occurred_at, now.value)}
                </span>
                {one.by ? <span class="quiet"> by {one.by}</span> : null}
                {one.revision ? <span class="quiet"> · revision {one.revision} served</span> : null}
                <p class="quiet">
                  <Ticked text={one.message} />
                </p>
                {one.told ? <p class="quiet">Told: {one.told}.</p> : null}
                {one.not_told_because ? (
                  <p class="quiet">Not told: {one.not_told_because}</p>
                ) : null}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}

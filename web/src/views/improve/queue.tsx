// One review queue: the item that is handed to the reader, and how far everybody is.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ViewProps } from "../../app/view_props";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { href, navigate, param } from "../../state/location";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { count, percent, plural } from "../../ui/format";
import { Panel, Stat, Stats, Tabs, ViewHead } from "../../ui/panel";
import { EmptyState, ErrorState, Loaded, Skeleton } from "../../ui/states";
import { toast, toastFailure } from "../../ui/toast";
import { Judge } from "./judge";
import { shareDone } from "./queues";
import { QueueReport } from "./queue_report";
import "./improve.css";

type Queue = Schemas["ReviewQueue"];
type Item = NonNullable<Schemas["ReviewReservation"]["item"]>;

function Numbers({ queue }: { queue: Queue }) {
  return (
    <Stats testid="queue-stats">
      <Stat label="To judge" value={count(queue.pending_count)} testid="queue-pending" />
      <Stat
        label="Done"
        value={percent(shareDone(queue), 0)}
        detail={plural(queue.completed_count, "item")}
      />
      <Stat label="Judgements" value={count(queue.judgement_count)} />
      <Stat label="Skipped" value={count(queue.skip_count)} />
      <Stat label="Reviewers of each" value={count(queue.overlap)} />
    </Stats>
  );
}

/** The next item is reserved as soon as the one before is judged. */
function Judging({ queue, onChanged }: { queue: Queue; onChanged: () => void }) {
  const item = useSignal<Item | null | undefined>(undefined);
  const error = useSignal<ApiError | null>(null);
  // Once for all items: a key that gives a score must not come before what it gives.
  const configs = useResource(
    queue.score_configs.length > 0 ? "score-configs" : "",
    (signal) => api.get("/api/v1/score-configs", { query: { limit: 100 }, signal }),
    { everyMs: 0 },
  );
  const rubric = queue.score_configs.flatMap(
    (name) => configs.data?.items.find((config) => config.name === name) ?? [],
  );
  const next = async () => {
    error.value = null;
    try {
      const reserved = await api.post("/api/v1/review/queues/{queue_id}/reserve", {
        path: { queue_id: queue.id },
        body: {},
      });
      item.value = reserved.item;
    } catch (thrown) {
      error.value = asApiError(thrown);
    }
  };
  useEffect(() => void next(), [queue.id]);
  const done = () => {
    onChanged();
    void next();
  };
  if (error.value) return <ErrorState error={error.value} retry={() => void next()} />;
  if (configs.error) return <ErrorState error={configs.error} retry={configs.reload} />;
  if (item.value === undefined || (queue.score_configs.length > 0 && !configs.data))
    return <Skeleton lines={6} />;
  if (item.value === null)
    return (
      <Panel>
        <EmptyState
          title="Nothing waits for you"
          icon="check"
          testid="queue-empty"
          action={
            <Button icon="refresh" onClick={() => void next()}>
              Look again
            </Button>
          }
        >
          Everything is judged, or reserved by others.
        </EmptyState>
      </Panel>
    );
  return (
    <Judge key={item.value.id} queue={queue} item={item.value} rubric={rubric} onDone={done} />
  );
}

function Feed({ queue, onChanged }: { queue: Queue; onChanged: () => void }) {
  const isBusy = useSignal(false);
  const isAsking = useSignal(false);
  const act = async (what: () => Promise<string>) => {
    isBusy.value = true;
    try {
      toast(await what());
      onChanged();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error) toastFailure("The queue was not changed", error, () => void act(what));
    } finally {
      isBusy.value = false;
    }
  };
  const path = { queue_id: queue.id };
  const feed = () =>
    act(async () => {
      const { added } = await api.post("/api/v1/review/queues/{queue_id}/feed", { path, body: {} });
      return `${plural(added, "item")} added.`;
    });
  const isOpen = queue.status === "open";
  const close = () =>
    act(async () => {
      const status = isOpen ? "closed" : "open";
      await api.patch("/api/v1/review/queues/{queue_id}", { path, body: { status } });
      return isOpen ? "The queue is closed." : "The queue is open again.";
    });
  const remove = async () => {
    await api.delete("/api/v1/review/queues/{queue_id}", { path });
    toast("The queue is deleted; judgements stay.");
    navigate(href("/improve/queues"));
  };
  return (
    <>
      <Button
        icon="plus"
        isBusy={isBusy.value}
        onClick={() => void feed()}
        needs="improve:write"
        data-testid="queue-feed"
      >
        Add what is new
      </Button>
      <Button onClick={() => void close()} needs="improve:write" data-testid="queue-close">
        {isOpen ? "Close" : "Open again"}
      </Button>
      <Button
        icon="trash"
        onClick={() => (isAsking.value = true)}
        needs="improve:write"
        data-testid="queue-delete"
      >
        Delete
      </Button>
      {isAsking.value ? (
        <Confirm
          title={`Delete ${queue.name}?`}
          verb="Delete"
          onClose={() => (isAsking.value = false)}
          onConfirm={remove}
        >
          <p>What was judged stays; what waits is not handed out any more.</p>
        </Confirm>
      ) : null}
    </>
  );
}

export default function QueueView({ params }: ViewProps) {
  const id = params.queue ?? "";
  const queue = useResource(
    `queue ${id}`,
    (signal) => api.get("/api/v1/review/queues/{queue_id}", { path: { queue_id: id }, signal }),
    { everyMs: 15_000 },
  );
  const at = param("tab").value;
  return (
    <>
      <ViewHead
        title={queue.data?.name ?? "Review queue"}
        crumbs={[
          { label: "Improve", href: href("/improve") },
          { label: "Review queues", href: href("/improve/queues") },
        ]}
        lead={queue.data?.description || undefined}
      >
        {queue.data ? <Feed queue={queue.data} onChanged={queue.reload} /> : null}
      </ViewHead>
      <Loaded of={queue} lines={8}>
        {(data) => (
          <div class="stack">
            <Numbers queue={data} />
            <div>
              <Tabs
                label="Of this queue"
                current={at}
                tabs={[
                  { id: "", label: "Judge", href: href(`/improve/queues/${id}`) },
                  {
                    id: "progress",
                    label: "Progress and agreement",
                    href: href(`/improve/queues/${id}`, { tab: "progress" }),
                  },
                ]}
              />
              {at === "progress" ? (
                <QueueReport queue={data} />
              ) : data.status === "closed" ? (
                <Panel>
                  <EmptyState title="The queue is closed" icon="moonSmall">
                    Nothing is handed out. Open again, above, goes on where it was closed.
                  </EmptyState>
                </Panel>
              ) : (
                <Judging queue={data} onChanged={queue.reload} />
              )}
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}

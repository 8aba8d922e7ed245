// How an item came to be what it is.
import { api } from "../../api/client";
import { useResource } from "../../state/resource";
import { DiffList } from "../../ui/diff";
import { time } from "../../ui/format";
import { Loaded } from "../../ui/states";
import type { Item } from "./filters";
import { stepsOf } from "./revisions";

export function History({ item }: { item: Item }) {
  const revisions = useResource(
    `revisions ${item.id} ${item.revision}`,
    (signal) =>
      api.get("/api/v1/feedback/{feedback_id}/revisions", {
        path: { feedback_id: item.id },
        query: { limit: 100 },
        signal,
      }),
    { everyMs: 0 },
  );
  return (
    <section class="stack tight">
      <h3>History</h3>
      <Loaded
        of={revisions}
        lines={2}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">It is as it came.</p>}
      >
        {({ items }) => (
          <ol class="revisions" data-testid="history">
            {stepsOf(item, items).map(({ revision, at, by, changes }) => (
              <li class="revision" key={revision} data-testid="item-revision">
                <span class="quiet">{`Revision ${revision}, ${time(at)} by ${by}`}</span>
                <DiffList changes={changes} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}

// How an endpoint is changed by hand, and its end.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { EndpointDetails } from "../../api/types";
import { href, navigate } from "../../state/location";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { isElsewhere } from "./elsewhere";
import { SplitEditor } from "./split_editor";

export function EndpointSettings({
  endpoint,
  onChanged,
}: {
  endpoint: EndpointDetails;
  onChanged: () => void;
}) {
  const isDeleting = useSignal(false);
  const isFar = isElsewhere(endpoint);
  const remove = async () => {
    await api.delete("/api/v1/deployment/endpoints/{endpoint_name}", {
      path: { endpoint_name: endpoint.name },
    });
    toast(`${endpoint.name} is deleted.`);
    navigate(href(`/deploy/${encodeURIComponent(endpoint.name)}`));
    onChanged();
  };
  return (
    <div class="stack">
      {isFar ? null : (
        <SplitEditor key={endpoint.revision} endpoint={endpoint} onChanged={onChanged} />
      )}
      <Panel title="Delete" testid="danger">
        <div class="row">
          <p class="quiet grow">
            {isFar
              ? "It is taken off the list. The server that answers its requests is not asked."
              : "Requests that run are finished. The history can be read here until the name is used again."}
          </p>
          <Button
            look="danger"
            icon="trash"
            onClick={() => (isDeleting.value = true)}
            needs="deploy:write"
            data-testid="delete"
          >
            Delete the endpoint
          </Button>
        </div>
      </Panel>
      {isDeleting.value ? (
        <Confirm
          title={`Delete ${endpoint.name}?`}
          name={endpoint.name}
          verb="Delete"
          onConfirm={remove}
          onClose={() => (isDeleting.value = false)}
        >
          <p>
            {isFar
              ? "No more can be told of its requests from then on."
              : "Whoever queries it gets 404 from then on. What it served can be read at this address until the name is used again."}{" "}
            Its requests and its feedback are kept as long as those of others.
          </p>
        </Confirm>
      ) : null}
    </div>
  );
}

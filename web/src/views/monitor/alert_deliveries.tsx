// What was sent of an alert.
import { EmptyState } from "../../ui/states";
import { postCommand } from "../example";
import { DeliveryList, useDeliveries } from "../deliveries";

export function AlertDeliveries({ id }: { id: string }) {
  return (
    <DeliveryList
      log={useDeliveries({ alert_id: id })}
      testid="alert-deliveries"
      empty={
        <EmptyState
          title="Nothing was sent yet"
          icon="bell"
          commandLabel="Test it by command"
          command={postCommand(`/monitoring/alerts/${id}/test`)}
        >
          What is told of this alert stands here, with every attempt. Test below sends one now, and
          so does:
        </EmptyState>
      }
    />
  );
}

// What was sent of an alert.
import { EmptyState } from "../../ui/states";
import { DeliveryList, useDeliveries } from "../deliveries";

export function AlertDeliveries({ id }: { id: string }) {
  return (
    <DeliveryList
      log={useDeliveries({ alert_id: id })}
      testid="alert-deliveries"
      empty={
        <EmptyState title="Nothing was sent yet" icon="bell">
          What is told of this alert stands here, with every attempt.
        </EmptyState>
      }
    />
  );
}

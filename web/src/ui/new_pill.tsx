// "12 new": what waits above a list that is being read.
import { Button } from "./button";
import { count } from "./format";

export function NewPill({ fresh, show }: { fresh: number; show: () => void }) {
  return (
    <div class="new-pill" role="status">
      {fresh > 0 ? (
        <Button look="primary" icon="refresh" onClick={show} data-testid="new-rows">
          {`${count(fresh)} new`}
        </Button>
      ) : null}
    </div>
  );
}

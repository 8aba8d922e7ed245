// A list of which nothing fits what was chosen: the way back to all of it, or on to what was not read yet.
import { setParams } from "../state/location";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/states";

export function NoneFits({
  title = "None fits",
  params,
}: {
  title?: string;
  /** Parameters of the address that choose. */
  params: readonly string[];
}) {
  const showAll = () => setParams(Object.fromEntries(params.map((name) => [name, null])));
  return (
    <EmptyState
      title={title}
      icon="search"
      testid="none-fits"
      action={
        <Button onClick={showAll} data-testid="show-all">
          Show all
        </Button>
      }
    />
  );
}

/** Of a list that is read piece by piece and goes on. */
export function NoneSoFar({ onMore }: { onMore: () => void }) {
  return (
    <EmptyState
      title="None found so far"
      icon="search"
      action={
        <Button onClick={onMore} data-testid="look-further">
          Look further back
        </Button>
      }
    />
  );
}

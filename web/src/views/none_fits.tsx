// A list of which nothing fits what was chosen, with the way back to all of it.
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

// An address that nothing is at.
import { href, path } from "../state/location";
import { LinkButton } from "../ui/button";
import { ViewHead } from "../ui/panel";
import { EmptyState } from "../ui/states";

export default function NotFound() {
  return (
    <>
      <ViewHead title="Not found" />
      <EmptyState
        title="Nothing is here"
        icon="search"
        testid="not-found"
        action={
          <LinkButton look="primary" href={href("/")}>
            To the overview
          </LinkButton>
        }
      >
        There is no view at <code>{path.value}</code>.
      </EmptyState>
    </>
  );
}

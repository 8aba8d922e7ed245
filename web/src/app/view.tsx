// Shows the view of the address, and what went wrong in it without taking the rest down.
import { useSignal } from "@preact/signals";
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { asApiError } from "../api/errors";
import { path } from "../state/location";
import { ErrorState, Skeleton } from "../ui/states";
import { routeOf } from "./routes";
import type { ViewProps } from "./view_props";

type View = ComponentType<ViewProps>;
const loaded = new Map<string, View>();

/** Keeps a mistake of a view from taking the frame down. */
class Boundary extends Component<{ children: ComponentChildren }, { thrown: unknown }> {
  override state = { thrown: null as unknown };
  static override getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }
  render() {
    const error = this.state.thrown ? asApiError(this.state.thrown) : null;
    return error ? (
      <ErrorState error={error} retry={() => this.setState({ thrown: null })} testid="crash" />
    ) : (
      this.props.children
    );
  }
}

export function CurrentView() {
  const { route, params } = routeOf(path.value);
  const failure = useSignal<unknown>(null);
  const loads = useSignal(0);
  useEffect(() => {
    failure.value = null;
    if (loaded.has(route.pattern)) return;
    route.load().then(
      (module) => {
        loaded.set(route.pattern, module.default);
        ++loads.value;
      },
      (thrown: unknown) => (failure.value = thrown),
    );
  }, [route.pattern]);
  void loads.value;
  const View = loaded.get(route.pattern);
  if (View)
    return (
      <Boundary key={route.pattern}>
        <View params={params} />
      </Boundary>
    );
  const error = failure.value ? asApiError(failure.value) : null;
  // A new server has other files: only the page as a whole can be loaded then.
  return error ? (
    <ErrorState error={error} retry={() => window.location.reload()} />
  ) : (
    <Skeleton lines={6} />
  );
}

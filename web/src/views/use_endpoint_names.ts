// The names of all endpoints, served here or elsewhere.
import { api } from "../api/client";
import { useResource } from "../state/resource";

/** Endpoints of both kinds: those that this server serves, and those that only send feedback. Undefined until they are read. */
export function useEndpointNames(): string[] | undefined {
  const registered = useResource(
    "registry-names",
    (signal) => api.get("/api/v1/registries/endpoints", { signal }),
    { topics: ["endpoints"], everyMs: 0 },
  );
  return registered.data?.map((row) => row.endpoint_name).sort();
}

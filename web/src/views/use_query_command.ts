// The command that asks an endpoint, filled in by the signature of what it serves.
import { api } from "../api/client";
import { useResource } from "../state/resource";
import { exampleInputs, queryCommand } from "./example";

async function readCommand(name: string | undefined, signal: AbortSignal): Promise<string> {
  const endpoints = name
    ? [
        await api.get("/api/v1/deployment/endpoints/{endpoint_name}", {
          path: { endpoint_name: name },
          signal,
        }),
      ]
    : await api.get("/api/v1/deployment/endpoints", { query: { limit: 100 }, signal });
  const served = endpoints.find((one) => one.model_version && one.revision !== null);
  if (!served) return "";
  const { signature } = await api.get("/api/v1/deployment/models/{model_name}/versions/{version}", {
    path: { model_name: served.model_name ?? "", version: served.model_version ?? "" },
    signal,
  });
  return queryCommand(window.location.origin, served.name, exampleInputs(signature));
}

/** Of this endpoint, or of the first that is served here; undefined until it is known, or where none is. */
export const useQueryCommand = (name?: string): string | undefined =>
  useResource(`query command ${name ?? ""}`, (signal) => readCommand(name, signal), {
    everyMs: 0,
  }).data || undefined;

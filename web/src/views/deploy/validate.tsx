// Whether an endpoint, or a version that might replace what it serves, would work: asked for real.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { EndpointDetails, Schemas } from "../../api/types";
import { useResource } from "../../state/resource";
import { Badge, StateBadge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { SelectField } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { ErrorState } from "../../ui/states";

const entityCheck = /^entity_(.*)_deployed$/;
const words: Record<string, string> = {
  endpoint_ready: "The endpoint is ready",
  served_entities: "Something is served",
  signature_compatible: "The signature fits",
  artifact_integrity: "The files are whole",
  probe_prediction: "It answers a probe",
  latency_budget: "It is fast enough",
  traffic_sums_to_100: "All traffic goes somewhere",
};

function wordsOf(check: string): string {
  const entity = entityCheck.exec(check)?.[1];
  return entity ? `${entity} loads` : (words[check] ?? check);
}

export function Validate({ endpoint }: { endpoint: EndpointDetails }) {
  const candidate = useSignal("");
  const entities = endpoint.served_entities.length;
  const result = useSignal<Schemas["Validation"] | null>(null);
  const error = useSignal<ApiError | null>(null);
  const isBusy = useSignal(false);
  const versions = useResource(
    endpoint.model_name ? `validate ${endpoint.model_name}` : "",
    (signal) =>
      api.get("/api/v1/deployment/models/{model_name}/versions", {
        path: { model_name: endpoint.model_name! },
        signal,
      }),
    { everyMs: 0 },
  );
  const check = async () => {
    isBusy.value = true;
    error.value = null;
    try {
      result.value = await api.post("/api/v1/deployment/endpoints/{endpoint_name}/validate", {
        path: { endpoint_name: endpoint.name },
        body: { model_version: candidate.value || null },
      });
    } catch (thrown) {
      error.value = asApiError(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  const at = result.value;
  return (
    <Panel title="Validate" testid="validate">
      <div class="stack">
        <p class="quiet">
          Loads what is asked for, sends it a probe and measures it. Nothing that serves changes.
        </p>
        <div class="row end-aligned">
          <SelectField
            label="What"
            value={candidate.value}
            testid="validate-version"
            onInput={(value) => (candidate.value = value)}
            error={error.value}
            where="/body/model_version"
            choices={[
              { value: "", label: "What serves now" },
              ...(versions.data ?? []).map(({ version, status }) => ({
                value: version,
                label: `Version ${version} as a candidate`,
                isDisabled: status !== "READY" || entities > 1,
              })),
            ]}
          />
          <Button look="primary" isBusy={isBusy.value} onClick={check} data-testid="validate-do">
            Validate
          </Button>
        </div>
        {entities > 1 ? (
          <p class="quiet" data-testid="validate-split">
            {entities} versions share the traffic: a candidate can be checked where only one serves.
          </p>
        ) : null}
        {error.value ? <ErrorState error={error.value} /> : null}
        {at ? (
          <div role="status" data-testid="validation">
            <p class="verdict">
              {at.is_valid ? (
                <Badge tone="good">It works</Badge>
              ) : (
                <Badge tone="bad">It does not work</Badge>
              )}
            </p>
            <ul class="checks">
              {at.checks.map(({ check: name, status, message }) => (
                <li key={name} data-testid="check" data-check={name}>
                  <StateBadge state={status} />
                  <div>
                    <b>{wordsOf(name)}</b>
                    <p class="quiet">{message}</p>
                  </div>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

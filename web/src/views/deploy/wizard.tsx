// From a model to a served endpoint, step by step; nothing happens before the plan was shown.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { EndpointDetails, Schemas } from "../../api/types";
import { href, navigate } from "../../state/location";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import {
  FormError,
  InputForm,
  PairsField,
  SelectField,
  Switch,
  TextArea,
  TextField,
} from "../../ui/form";
import { bytes, plural } from "../../ui/format";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states";
import { toast } from "../../ui/toast";
import { registerCommand } from "../example";
import { bringFirstWrong, bringIntoView } from "./bring_into_view";
import { ConfigDiff } from "./config_diff";
import { otherModel, requestOf, usualName, usualOf, type Wish } from "./wish";

type Plan = Schemas["DeployPlan"];

const sizes = [
  { value: "Small", label: "Small: 4 requests at once" },
  { value: "Medium", label: "Medium: 16 requests at once" },
  { value: "Large", label: "Large: 64 requests at once" },
];
const shown = [
  "/body/model_name",
  "/body/model_version",
  "/body/endpoint_name",
  "/body/workload_size",
  "/body/environment_vars",
  "/body/reason",
];

function PlanShown({ plan, before }: { plan: Plan; before: EndpointDetails | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => bringIntoView(box.current, "nearest"), [plan]);
  return (
    <div ref={box} class="plan" data-testid="plan" role="group" aria-label="What it would do">
      <p>
        <Badge tone={plan.changes_anything ? "info" : "quiet"}>
          {plan.changes_anything
            ? plan.action === "created"
              ? "New endpoint"
              : "New revision"
            : "No change"}
        </Badge>{" "}
        {plan.message}
      </p>
      {plan.diff.length > 0 ? (
        <ConfigDiff changes={plan.diff} configs={[before?.config]} testid="plan-diff" />
      ) : null}
    </div>
  );
}

/** The endpoint that is deployed to, if it is there already. */
function useEndpoint(name: string, isKnown: boolean) {
  const all = useResource(
    isKnown ? "" : "wizard-endpoints",
    (signal) => api.get("/api/v1/deployment/endpoints", { signal }),
    { everyMs: 0 },
  );
  const found = isKnown
    ? name
    : all.data?.find((one) => one.name.toLowerCase() === name.toLowerCase())?.name;
  return useResource(
    found ? `wizard-endpoint ${found}` : "",
    (signal) =>
      api.get("/api/v1/deployment/endpoints/{endpoint_name}", {
        path: { endpoint_name: found! },
        signal,
      }),
    { everyMs: 0 },
  );
}

/** `name`, `model` and `version` are what the address or the view says already. */
export function Wizard({
  name = "",
  model = "",
  version = "",
  onClose,
}: {
  name?: string;
  model?: string;
  version?: string;
  onClose: () => void;
}) {
  const wish = useSignal<Wish>({
    model,
    version,
    name,
    size: null,
    scalesToZero: null,
    variables: null,
    reason: "",
    replacesModel: false,
  });
  const content = useRef<HTMLDivElement>(null);
  const plan = useSignal<Plan | null>(null);
  const error = useSignal<ApiError | null>(null);
  const busy = useSignal<"" | "plan" | "deploy">("");
  const put = (changes: Partial<Wish>) => {
    wish.value = { ...wish.value, ...changes };
    plan.value = null;
    error.value = null;
  };
  const models = useResource(
    "wizard-models",
    (signal) => api.get("/api/v1/deployment/models", { signal }),
    { everyMs: 0 },
  );
  const versions = useResource(
    wish.value.model && `wizard ${wish.value.model}`,
    (signal) =>
      api.get("/api/v1/deployment/models/{model_name}/versions", {
        path: { model_name: wish.value.model },
        signal,
      }),
    { everyMs: 0 },
  );
  useEffect(() => {
    const newest = versions.data?.find(({ status }) => status === "READY");
    if (!wish.value.version && newest) put({ version: newest.version });
  }, [versions.data]);

  useEffect(() => {
    if (error.value) bringFirstWrong(content.current);
  }, [error.value]);

  const doing = async (what: "plan" | "deploy", act: () => Promise<void>) => {
    if (busy.peek()) return;
    busy.value = what;
    error.value = null;
    try {
      await act();
    } catch (thrown) {
      error.value = asApiError(thrown);
    } finally {
      busy.value = "";
    }
  };
  const look = () =>
    doing("plan", async () => {
      plan.value = await api.post("/api/v1/deployment/plan", { body: requestOf(wish.value) });
    });
  const deploy = () =>
    doing("deploy", async () => {
      const result = await api.post("/api/v1/deployment/deploy", {
        body: { ...requestOf(wish.value), wait: 60 },
      });
      toast(result.message);
      onClose();
      navigate(href(`/deploy/${encodeURIComponent(result.endpoint_name)}`));
    });

  const at = wish.value;
  const target = at.name.trim() || usualName(at.model, at.version);
  const isKnown = name !== "" && target === name;
  const endpoint = useEndpoint(target, isKnown);
  const usual = usualOf(endpoint.data, at.model);
  const other = otherModel(endpoint.data, at.model);
  const isStarting = isKnown && !endpoint.data && !endpoint.error;
  const chosen = versions.data?.find((one) => one.version === at.version);
  if (models.data?.length === 0)
    return (
      <Drawer title="Deploy a model" onClose={onClose} testid="wizard">
        <EmptyState
          title="There is no model to deploy"
          icon="model"
          command={registerCommand(window.location.origin, "main.default.my_model")}
        >
          Register a version first, here or under{" "}
          <a href={href("/models", { upload: "1" })}>Models</a>.
        </EmptyState>
      </Drawer>
    );
  return (
    <Drawer
      title={name ? `Deploy to ${name}` : "Deploy a model"}
      onClose={onClose}
      testid="wizard"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            isBusy={busy.value === "plan"}
            disabled={!at.model || !at.version}
            onClick={look}
            needs="deploy:write"
            data-testid="wizard-plan"
          >
            Dry run
          </Button>
          <Button
            look="primary"
            icon="deploy"
            isBusy={busy.value === "deploy"}
            disabled={!at.model || !at.version}
            onClick={deploy}
            needs="deploy:write"
            data-testid="wizard-deploy"
          >
            Deploy
          </Button>
        </>
      }
    >
      {models.data === undefined || isStarting ? (
        models.error ? (
          <ErrorState error={models.error} retry={models.reload} />
        ) : (
          <Skeleton lines={8} />
        )
      ) : (
        <div ref={content}>
          <InputForm
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void look();
            }}
          >
            <FormError error={error.value} shown={shown} />
            <SelectField
              label="Model"
              value={at.model}
              testid="wizard-model"
              onInput={(value) => put({ model: value, version: "", replacesModel: false })}
              error={error.value}
              where="/body/model_name"
              choices={[
                { value: "", label: "Choose a model" },
                ...models.data.map(({ full_name }) => ({ value: full_name, label: full_name })),
              ]}
            />
            <SelectField
              label="Version"
              value={at.version}
              testid="wizard-version"
              onInput={(value) => put({ version: value })}
              error={error.value}
              where="/body/model_version"
              hint={
                chosen
                  ? `${plural(chosen.signature.inputs.length, "input")}, ${bytes(chosen.size_bytes)}${chosen.baseline ? ", with a baseline" : ""}`
                  : "Only READY versions can be served."
              }
              choices={[
                { value: "", label: at.model ? "Choose a version" : "Choose a model first" },
                ...(versions.data ?? []).map((one) => ({
                  value: one.version,
                  label: [
                    `Version ${one.version}`,
                    ...(one.aliases ?? []),
                    one.status === "READY" ? "" : one.status,
                  ]
                    .filter(Boolean)
                    .join(" · "),
                  isDisabled: one.status !== "READY",
                })),
              ]}
            />
            <TextField
              label="Endpoint name"
              value={at.name}
              testid="wizard-name"
              placeholder={usualName(at.model, at.version || "1")}
              hint={
                endpoint.data && !isKnown
                  ? "It is there already: it gets a new revision."
                  : "Of an endpoint that is there already: it is updated."
              }
              error={error.value}
              where="/body/endpoint_name"
              onInput={(value) => put({ name: value, replacesModel: false })}
            />
            {other ? (
              <Switch
                label={`Take the place of ${other}`}
                isOn={at.replacesModel}
                testid="wizard-replace-model"
                hint={`${target} serves it now: whoever queries it gets answers of another model (replace_model).`}
                onChange={(isOn) => put({ replacesModel: isOn })}
              />
            ) : null}
            <SelectField
              label="Size"
              value={at.size ?? usual.size}
              choices={sizes}
              testid="wizard-size"
              error={error.value}
              where="/body/workload_size"
              onInput={(value) => put({ size: value === usual.size ? null : value })}
            />
            <Switch
              label="Scale to zero"
              isOn={at.scalesToZero ?? usual.scalesToZero}
              testid="wizard-scale-to-zero"
              hint="The model is unloaded while nobody asks; the next request wakes it."
              onChange={(isOn) => put({ scalesToZero: isOn === usual.scalesToZero ? null : isOn })}
            />
            <PairsField
              label="Variables"
              pairs={at.variables ?? usual.variables}
              testid="wizard-variables"
              hint={
                <>
                  For backends that start processes. <code>{"{{secrets/scope/key}}"}</code> refers
                  to a secret.
                </>
              }
              error={error.value}
              where="/body/environment_vars"
              onChange={(variables) => put({ variables })}
            />
            <TextArea
              label="Why"
              value={at.reason}
              rows={2}
              testid="wizard-reason"
              hint="Shown in the history."
              error={error.value}
              where="/body/reason"
              onInput={(value) => put({ reason: value })}
            />
            {plan.value ? <PlanShown plan={plan.value} before={endpoint.data} /> : null}
          </InputForm>
        </div>
      )}
    </Drawer>
  );
}

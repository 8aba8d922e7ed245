// That there is no endpoint yet, with the command that makes the first one of what is registered.
import type { ComponentChildren } from "preact";
import { api } from "../api/client";
import { href } from "../state/location";
import { useAwaited, useResource } from "../state/resource";
import { LinkButton } from "../ui/button";
import { EmptyState } from "../ui/states";
import { deployCommand, registerCommand } from "./example";

export function NoEndpoint({ title, children }: { title: string; children: ComponentChildren }) {
  const read = useResource(
    "models to deploy",
    (signal) => api.get("/api/v1/deployment/models", { query: { limit: 100 }, signal }),
    { topics: ["endpoints"] },
  );
  useAwaited(read, (all) => all.length === 0);
  const models = read.data;
  const model = models?.find((one) => one.latest_version);
  const { origin } = window.location;
  const command = model?.latest_version
    ? deployCommand(origin, model.full_name, model.latest_version)
    : registerCommand(origin, "main.default.my_model");
  return (
    <EmptyState
      title={title}
      icon="deploy"
      commandLabel={model ? "Deploy by command" : "Register a model by command"}
      {...(models ? { command } : {})}
      action={
        <LinkButton
          icon="plus"
          href={model ? href("/deploy", { new: 1 }) : href("/models", { upload: 1 })}
          testid="first-endpoint"
        >
          {model ? "Deploy a model" : "Register a model"}
        </LinkButton>
      }
    >
      {children}
    </EmptyState>
  );
}

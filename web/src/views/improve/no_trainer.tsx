// That nobody can train here, and the two ways to a trainer: a program of the server, or one behind a webhook.
import { useMemo } from "preact/hooks";
import { href } from "../../state/location";
import { EmptyState } from "../../ui/states";
import { postCommand } from "../example";
import { newSigningSecret } from "../signing_secret";

export const trainerCommand = (secret: string, origin?: string): string =>
  postCommand(
    "/monitoring/channels",
    {
      name: "my-trainer",
      type: "webhook",
      url: "https://trainer.example.com/jobs",
      secrets: [secret],
    },
    origin,
  );

export function NoTrainer() {
  const secret = useMemo(newSigningSecret, []);
  return (
    <EmptyState
      title="Nobody can train here"
      icon="model"
      commandLabel="Make a trainer behind a webhook by command"
      command={trainerCommand(secret)}
      testid="no-trainer"
    >
      Name a program under <code>trainers</code> of the configuration file, or make{" "}
      <a href={href("/settings/channels", { new: 1 })}>a webhook channel with a secret</a>, here by
      the address of your trainer:
    </EmptyState>
  );
}

// Asks for an API key: once the server has asked who is calling, or when somebody wants to be another.
import { useSignal } from "@preact/signals";
import { apiKey, declineKey, isKeyWanted, refusal, setApiKey } from "../api/client";
import { ApiError } from "../api/errors";
import { missed } from "../state/live";
import { config, readSession } from "../state/session";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { InputForm, TextField } from "../ui/form";
import { useSending } from "../ui/use_sending";

const where = "/key";
const wrong = (what: string) => new ApiError(what, { errors: [{ where, what }] });

/** Takes the key if the server does. What was typed stays on the page, unless a working key was changed for it. */
async function signIn(typed: string): Promise<void> {
  if (!typed) throw wrong("must be given");
  const before = refusal.value ? "" : apiKey();
  setApiKey(typed);
  const error = await readSession();
  if (error) {
    if (before) setApiKey(before);
    throw wrong(error.message);
  }
  if (before) window.location.reload();
  isKeyWanted.value = false;
  ++missed.value;
}

/** Nothing of what the caller saw stays on the page. */
function signOut(): void {
  setApiKey("");
  window.location.reload();
}

export function SignIn() {
  const key = useSignal("");
  const sending = useSending();
  const isIn = apiKey() !== "" && refusal.value === "";
  const isNotTaken = apiKey() !== "" && refusal.value !== "";
  const error = sending.error ?? (isNotTaken ? wrong(refusal.value) : null);
  const enter = (event: Event) => {
    event.preventDefault();
    void sending.send(() => signIn(key.value.trim()), "");
  };
  return (
    <Dialog title="Who is asking?" onClose={declineKey} testid="sign-in">
      <InputForm class="stack" onSubmit={enter}>
        {isIn && !sending.isBusy ? (
          <p>
            This tab asks as <strong>{config.value?.current_user}</strong>, with an API key that may{" "}
            {config.value?.rights.join(", ") || "do nothing"}.
          </p>
        ) : (
          <p>This server wants an API key. It is kept until this tab is closed.</p>
        )}
        <TextField
          label={isIn && !sending.isBusy ? "Another API key" : "API key"}
          type="password"
          value={key.value}
          testid="api-key"
          error={error}
          where={where}
          hint={
            <>
              Whoever runs the server makes one with <code>ontos keys create NAME</code>. Commands
              of this page take it from <code>ONTOS_API_KEY</code>.
            </>
          }
          onInput={(value) => (key.value = value)}
        />
        <Button look="primary" type="submit" isBusy={sending.isBusy} data-testid="sign-in-do">
          Go on
        </Button>
        {isIn ? (
          <Button onClick={signOut} data-testid="sign-out">
            Sign out
          </Button>
        ) : null}
      </InputForm>
    </Dialog>
  );
}

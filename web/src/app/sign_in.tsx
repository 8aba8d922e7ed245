// Asks for an API key, once the server has asked who is calling.
import { useSignal } from "@preact/signals";
import { isKeyWanted, setApiKey } from "../api/client";
import { missed } from "../state/live";
import { readSession } from "../state/session";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { InputForm, TextField } from "../ui/form";

export function SignIn() {
  const key = useSignal("");
  const enter = (event: Event) => {
    event.preventDefault();
    setApiKey(key.value.trim());
    ++missed.value;
    void readSession();
  };
  return (
    <Dialog title="Who is asking?" onClose={() => (isKeyWanted.value = false)} testid="sign-in">
      <InputForm class="stack" onSubmit={enter}>
        <p>This server wants an API key. It is kept until this tab is closed.</p>
        <TextField
          label="API key"
          type="password"
          value={key.value}
          testid="api-key"
          hint={
            <>
              Make one with <code>ontos keys create me --rights admin</code>.
            </>
          }
          onInput={(value) => (key.value = value)}
        />
        <Button look="primary" type="submit" data-testid="sign-in-do">
          Go on
        </Button>
      </InputForm>
    </Dialog>
  );
}

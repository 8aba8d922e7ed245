// Who asks; where that is told by an API key, the way to another one and out.
import { apiKey, isKeyWanted, refusal } from "../api/client";
import { config } from "../state/session";
import { Icon } from "../ui/icon";

export function Caller() {
  const name = config.value?.current_user ?? "–";
  const isRefused = refusal.value !== "";
  if (!apiKey() && !isRefused)
    return (
      <span class="caller" title="Who asks" data-testid="caller">
        <Icon name="user" />
        <span>{name}</span>
      </span>
    );
  const text = isRefused ? "Sign in" : name;
  return (
    <button
      type="button"
      class="button quiet caller"
      title={isRefused ? "Sign in" : "Who asks: sign out, or use another key"}
      aria-label={isRefused ? "Sign in" : `Who asks: ${text}`}
      onClick={() => (isKeyWanted.value = true)}
      data-testid="caller"
    >
      <Icon name="user" />
      <span>{text}</span>
    </button>
  );
}

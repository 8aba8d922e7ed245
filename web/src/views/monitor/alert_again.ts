// What a person decided of an alert that has changed since they looked: whether it still makes sense.
import { ApiError } from "../../api/errors";
import { ruleOf, type Alert } from "./alert_words";

export type Decision = "acknowledge" | "resolve";

/** Whether it was refused because the alert is not as it was read. */
export const isStale = (thrown: unknown): boolean =>
  thrown instanceof ApiError && (thrown.status === 412 || thrown.status === 409);

/** Why it is not done to what the alert is by now, in words for who decided; "" where it can be. */
export function refusalOf(what: Decision, before: Alert, after: Alert): string {
  const isSameRule = ruleOf(before) === ruleOf(after) && before.severity === after.severity;
  if (!isSameRule)
    return `Somebody has changed the rule meanwhile. It is now ${ruleOf(after)}, ${after.severity}. Decide again.`;
  if (after.status === "resolved")
    return `${after.resolved_by || "Somebody"} has resolved it meanwhile.`;
  if (what === "resolve") return "";
  if (after.status === "acknowledged")
    return `${after.acknowledged_by || "Somebody"} has acknowledged it meanwhile.`;
  if (before.firing && !after.firing)
    return "It has ceased to fire meanwhile: there is nothing to acknowledge.";
  return "";
}

/** Does it, and once more if the alert has changed and it still makes sense; else says why not. */
export async function decide(
  what: Decision,
  before: Alert,
  send: (of: Alert) => Promise<unknown>,
  readAgain: () => Promise<Alert>,
): Promise<string> {
  try {
    await send(before);
    return "";
  } catch (thrown) {
    if (!isStale(thrown)) throw thrown;
  }
  const after = await readAgain();
  const refusal = refusalOf(what, before, after);
  if (refusal) return refusal;
  try {
    await send(after);
    return "";
  } catch (thrown) {
    if (!isStale(thrown)) throw thrown;
    return "It keeps changing just now. Look at what it says, and decide again.";
  }
}

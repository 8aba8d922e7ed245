// Who asks and what answers: read once, and again when an API key was given.
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import type { Schemas } from "../api/types";

export const config = signal<Schemas["ConfigAnswer"] | null>(null);

const levels = ["read", "write", "admin"] as const;
export type Right = "query" | `${"deploy" | "monitor" | "improve"}:${(typeof levels)[number]}`;

/** Whether the caller has the right. The server judges: until it has said who asks, nothing is withheld. */
export function may(right: Right): boolean {
  const rights = config.value?.rights;
  if (!rights || right === "query") return rights?.includes(right) ?? true;
  const [stage, needed] = right.split(":");
  const held = rights.find((one) => one.startsWith(`${stage}:`))?.split(":")[1];
  const rank = (level: string | undefined) => levels.findIndex((one) => one === level);
  return rank(held) >= rank(needed);
}

/** What was wrong, if it was. */
export async function readSession(): Promise<ApiError | null> {
  try {
    config.value = await api.get("/api/config");
    return null;
  } catch (thrown) {
    config.value = null;
    return asApiError(thrown);
  }
}

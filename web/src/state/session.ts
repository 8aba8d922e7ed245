// Who asks and what answers: read once, and again when an API key was given.
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import type { Schemas } from "../api/types";

export const config = signal<Schemas["ConfigAnswer"] | null>(null);

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

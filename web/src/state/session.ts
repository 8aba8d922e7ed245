// Who asks and what answers: read once, and again when an API key was given.
import { signal } from "@preact/signals";
import { api } from "../api/client";
import type { Schemas } from "../api/types";

export const config = signal<Schemas["ConfigAnswer"] | null>(null);

export async function readSession(): Promise<void> {
  try {
    config.value = await api.get("/api/config");
  } catch {
    config.value = null;
  }
}

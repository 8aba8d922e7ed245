// Calls of the API: typed by its document, conditional where something was read before.
import { signal } from "@preact/signals";
import { ApiError, errorOf } from "./errors";
import type {
  Answer,
  Asked,
  CallArguments,
  CallOptions,
  Method,
  Operation,
  PathsWith,
} from "./types";

interface Read {
  etag: string;
  data: unknown;
}

const readsMax = 300;
/** What was read by address, oldest first: for If-None-Match and If-Match. */
const reads = new Map<string, Read>();

/** Whether the frame asks for an API key: the server has asked who is calling, or somebody wants to be another. */
export const isKeyWanted = signal(false);
/** What the server last said of a request without a key, or with a wrong one. */
export const refusal = signal("");
const keyName = "ontos-api-key";
/** Of this tab, until it is closed; in tests without a browser there is no place for it. */
const kept = typeof sessionStorage === "undefined" ? null : sessionStorage;
const key = signal(kept?.getItem(keyName) ?? "");
/** Whoever closed the question is not asked again by what the page reads from time to time. */
let isDeclined = false;

export const apiKey = (): string => key.value;

export function setApiKey(given: string): void {
  if (given) kept?.setItem(keyName, given);
  else kept?.removeItem(keyName);
  key.value = given;
  reads.clear();
  refusal.value = "";
  isDeclined = false;
}

export function declineKey(): void {
  isDeclined = true;
  isKeyWanted.value = false;
}

/** An answer to a key that was changed meanwhile says nothing of the new one. */
function refused(sentKey: string, why: string): void {
  if (sentKey !== key.peek()) return;
  refusal.value = why;
  if (!isDeclined) isKeyWanted.value = true;
}

/** A random version 4 UUID; also where a page is not in a secure context. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** `/models/{name}?limit=5` with its values, escaped. */
export function addressOf(
  path: string,
  values: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values[name])),
  );
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const all = Array.isArray(value) ? value : [value];
    for (const one of all) if (one !== undefined && one !== null) asked.append(name, String(one));
  }
  const tail = asked.toString();
  return tail ? `${filled}?${tail}` : filled;
}

export function authorization(): Record<string, string> {
  return key.value ? { Authorization: `Bearer ${key.value}` } : {};
}

function remember(address: string, read: Read): void {
  reads.delete(address);
  reads.set(address, read);
  if (reads.size > readsMax) reads.delete(reads.keys().next().value!);
}

/** CallOptions without what the document says of them. */
type RawOptions = Omit<CallOptions<unknown>, "path" | "query" | "body"> & {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};

/** What a call sends beside its address. */
function requestOf(method: Method, address: string, options: RawOptions): RequestInit {
  const headers: Record<string, string> = {
    Accept: "application/json",
    ...authorization(),
    ...options.headers,
  };
  const known = reads.get(address);
  if (method === "get" && known) headers["If-None-Match"] = known.etag;
  if (method === "post") headers["Idempotency-Key"] = options.idempotencyKey ?? newId();
  const ifMatch = options.ifMatch === true ? known?.etag : options.ifMatch;
  if (ifMatch) headers["If-Match"] = ifMatch;
  const init: RequestInit = { method: method.toUpperCase(), headers, cache: "no-store" };
  if (options.signal) init.signal = options.signal;
  const { body } = options;
  if (body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  return init;
}

async function sent(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (thrown) {
    if (thrown instanceof DOMException) throw thrown;
    throw new ApiError("The server cannot be reached.", {
      hint: "Is it running? The page tries again by itself.",
    });
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const isJson = response.headers.get("content-type")?.includes("json");
  return isJson ? response.json() : response.text();
}

export interface Reply {
  status: number;
  headers: Headers;
  data: unknown;
}

/** A call whose status and headers matter. Throws ApiError for what is not a success. */
export async function exchange(
  method: Method,
  path: string,
  options: RawOptions = {},
): Promise<Reply> {
  const address = addressOf(path, options.path, options.query);
  const sentKey = apiKey();
  const response = await sent(address, requestOf(method, address, options));
  const { status, headers } = response;
  const known = reads.get(address);
  if (status === 304 && known) return { status, headers, data: known.data };
  const data = await bodyOf(response);
  if (!response.ok) {
    const error = errorOf(status, data, headers.get("x-request-id") ?? "");
    if (status === 401) refused(sentKey, error.message);
    throw error;
  }
  const etag = headers.get("etag");
  if (method === "get" && etag) remember(address, { etag, data });
  return { status, headers, data };
}

function caller<M extends Method>(method: M) {
  return async <P extends PathsWith<M>>(
    path: P,
    ...[options]: CallArguments<Asked<M, P>>
  ): Promise<Answer<Operation<M, P>>> => {
    const reply = await exchange(method, path, (options ?? {}) as RawOptions);
    return reply.data as Answer<Operation<M, P>>;
  };
}

export const api = {
  get: caller("get"),
  post: caller("post"),
  put: caller("put"),
  patch: caller("patch"),
  delete: caller("delete"),
};

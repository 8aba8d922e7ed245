// Short names for what the API speaks. Both files are made of openapi.json when the page is built:
// in schema.d.ts a member with a default is always there, as in answers; in requests.d.ts it may be
// left out.
import type { components as requestComponents, paths as requestPaths } from "./requests";
import type { components, paths } from "./schema";

/** What is answered. */
export type Schemas = components["schemas"];
/** What is sent. */
export type Requests = requestComponents["schemas"];
export type Endpoint = Schemas["EndpointRow"];
export type EndpointDetails = Schemas["EndpointDetails"];
export type Model = Schemas["Model"];
export type ModelVersion = Schemas["ModelVersion"];

export type Method = "get" | "put" | "post" | "patch" | "delete";
/** The paths that have the method. */
export type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];
export type Operation<M extends Method, P extends keyof paths> = Extract<
  paths[P][M],
  { responses: unknown }
>;

type JsonOf<T> = T extends { content: { "application/json": infer J } } ? J : undefined;
type Answers<R> = { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? JsonOf<R[S]> : never };
export type Answer<O> = O extends { responses: infer R } ? Answers<R>[keyof R] : never;
export type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Q : never;
export type BodyOf<O> = O extends { requestBody?: { content: infer C } }
  ? C extends { "application/json": infer B }
    ? B
    : FormData
  : never;
/** What a call of this path sends. */
export type Asked<M extends Method, P extends keyof paths> = P extends keyof requestPaths
  ? Extract<requestPaths[P][M], { responses: unknown }>
  : never;
type PathOf<O> = O extends { parameters: { path: infer X } } ? { path: X } : { path?: never };

export type CallOptions<O> = PathOf<O> & {
  query?: QueryOf<O>;
  body?: BodyOf<O>;
  signal?: AbortSignal | undefined;
  /** An ETag; `true` is the one that this address was last read with. */
  ifMatch?: string | true;
  /** The same for repeats of one wish; made anew for each call if left out. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
};
/** Options may be left out where the path has no parameters. */
export type CallArguments<O> =
  PathOf<O> extends { path: object } ? [options: CallOptions<O>] : [options?: CallOptions<O>];

// Queries made of a signature: the example of forms, snippets and first commands.
import { apiKey } from "../api/client";
import type { Schemas } from "../api/types";

type Input = Schemas["Signature"]["inputs"][number];

/** A value that the input takes: zeros and words, in its shape. */
export function exampleOf(input: Input): unknown {
  const plain = input.type === "string" ? "text" : input.type === "bool" ? true : 0;
  const fallback = input.default ?? plain;
  const sizes = (input.shape ?? []).filter((size) => size > 0);
  return sizes.reduceRight<unknown>(
    (value, size) => new Array(Math.min(size, 100)).fill(value),
    fallback,
  );
}

export function exampleInputs(signature: Schemas["Signature"]): Record<string, unknown> {
  const wanted = signature.inputs.filter((input) => !input.optional);
  return Object.fromEntries(wanted.map((input) => [input.name, exampleOf(input)]));
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** How a command begins: where the page needs a key, so does whoever pastes it. */
export const curl = (): string =>
  apiKey() ? 'curl -s -H "Authorization: Bearer $ONTOS_API_KEY"' : "curl -s";

const json = "-H 'Content-Type: application/json'";

/** Sends a body, or only asks for something to be done. */
export function postCommand(
  path: string,
  body?: unknown,
  origin: string = window.location.origin,
): string {
  const address = `${origin}/api/v1${path}`;
  return body === undefined
    ? `${curl()} -X POST ${address}`
    : `${curl()} ${address} ${json} \\\n  -d ${quoted(JSON.stringify(body))}`;
}

export function queryAddress(origin: string, name: string): string {
  return `${origin}/api/v1/deployment/endpoints/${encodeURIComponent(name)}/query`;
}

export function queryCommand(origin: string, name: string, inputs: unknown): string {
  return `${curl()} ${queryAddress(origin, name)} ${json} \\\n  -d ${quoted(JSON.stringify({ inputs }))}`;
}

export function deployCommand(origin: string, model: string, version: string): string {
  const body = JSON.stringify({ model_name: model, model_version: version });
  return `${curl()} ${origin}/api/v1/deployment/deploy ${json} \\\n  -d ${quoted(body)}`;
}

export function registerCommand(origin: string, model: string): string {
  return `${curl()} -F model=@model.onnx -F baseline=@training.csv \\\n  ${origin}/api/v1/deployment/models/${model}/versions`;
}

/** Of an endpoint that is served elsewhere, or of a version of a model. */
export function baselineCommand(
  origin: string,
  of: { endpoint_id: string } | { model_name: string; model_version: string },
): string {
  const parts = Object.entries(of).map(([name, value]) => `-F ${quoted(`${name}=${value}`)}`);
  return `${curl()} ${origin}/api/v1/monitoring/baselines \\\n  -F baseline=@training.csv ${parts.join(" ")}`;
}

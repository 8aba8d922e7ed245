// Queries made of a signature: the example of forms, snippets and first commands.
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

const json = "-H 'Content-Type: application/json'";

export function queryAddress(origin: string, name: string): string {
  return `${origin}/api/v1/deployment/endpoints/${encodeURIComponent(name)}/query`;
}

export function queryCommand(origin: string, name: string, inputs: unknown): string {
  return `curl -s ${queryAddress(origin, name)} ${json} \\\n  -d ${quoted(JSON.stringify({ inputs }))}`;
}

export function deployCommand(origin: string, model: string, version: string): string {
  const body = JSON.stringify({ model_name: model, model_version: version });
  return `curl -s ${origin}/api/v1/deployment/deploy ${json} \\\n  -d ${quoted(body)}`;
}

export function registerCommand(origin: string, model: string): string {
  return `curl -s -F model=@model.onnx -F baseline=@training.csv \\\n  ${origin}/api/v1/deployment/models/${model}/versions`;
}

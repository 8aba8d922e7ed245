// The values of a score that one key gives: 1 to 9.
import type { Requests, Schemas } from "../../api/types";
import type { Item } from "./filters";

export type ScoreConfig = Schemas["ScoreConfig"];

export interface ScoreChoice {
  key: string;
  label: string;
  value: number | boolean | string;
}

const keysMax = 9;

/** Empty for scores that no key can give. */
export function choicesOf(config: ScoreConfig): ScoreChoice[] {
  if (config.data_type === "boolean")
    return [
      { key: "1", label: "Yes", value: true },
      { key: "2", label: "No", value: false },
    ];
  if (config.data_type === "categorical")
    return config.categories.slice(0, keysMax).map(({ label }, at) => ({
      key: String(at + 1),
      label,
      value: label,
    }));
  const { min_value: min, max_value: max } = config;
  if (config.data_type !== "numeric" || min === null || max === null) return [];
  const first = Math.ceil(min);
  const steps = Math.floor(max) - first + 1;
  // What has more steps than keys is given in nine even ones.
  const values =
    steps <= keysMax
      ? Array.from({ length: Math.max(0, steps) }, (_, at) => first + at)
      : Array.from({ length: keysMax }, (_, at) => min + ((max - min) * at) / (keysMax - 1));
  return values.map((value, at) => ({
    key: String(at + 1),
    label: String(Number(value.toPrecision(4))),
    value,
  }));
}

/** What a key gives: the first score of a rubric that has no value yet, or the last one anew. */
export function scoreByKey(
  rubric: readonly ScoreConfig[],
  scores: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> {
  const usable = rubric.filter((config) => choicesOf(config).length > 0);
  const config = usable.find(({ name }) => scores[name] === undefined) ?? usable.at(-1);
  const choice = config && choicesOf(config).find((one) => one.key === key);
  return choice ? { ...scores, [config.name]: choice.value } : scores;
}

/** The score as feedback of a reviewer on the same request: given again, it replaces itself. */
export function scoreOf(
  item: Item,
  config: ScoreConfig,
  choice: ScoreChoice,
  reviewer: string,
): Requests["NewFeedback"] {
  return {
    endpoint_id: item.endpoint_id,
    input_text: item.input_text,
    output_text: item.output_text,
    name: config.name,
    data_type: config.data_type,
    value: choice.value,
    source: "human",
    source_id: reviewer,
    ...(item.request_id ? { request_id: item.request_id } : {}),
    ...(item.session_id ? { session_id: item.session_id } : {}),
    ...(item.subject_id ? { subject_id: item.subject_id } : {}),
  };
}

// The formats of exports: for whom each is, and what a line of it looks like.
import { authorization } from "../../api/client";

export interface Format {
  id: string;
  label: string;
  about: string;
  /** A line of it. */
  example: string;
  /** Which rows it has a place for. */
  takes: string;
}

/** What lets an export go on where lines break a rule: the form's switch and the advice call it so. */
export const forceLabel = "Leave out lines that break the format";

/** Why an export was refused; the way out has the name that stands in the form. */
export const refusalWords = (reason: string): string =>
  reason.replace("or export with force: true", `or export again with “${forceLabel}” switched on`);

const answers = "rows with a response";
const pairs = "rows with a response and a rejected one";
const everything = "all approved rows";

const line = (value: unknown) => JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
const chat = [
  { role: "user", content: "Where is my invoice?" },
  { role: "assistant", content: "Under Billing, as PDF." },
];
const wrong = { role: "assistant", content: "It comes by post." };
const parts = (text: string) => [{ text }];

/** Those that people want first stand first. */
export const formats: readonly Format[] = [
  {
    id: "openai_sft",
    label: "OpenAI fine-tuning",
    about: "Chats to learn from. At least 10 lines.",
    takes: answers,
    example: line({ messages: chat }),
  },
  {
    id: "openai_dpo",
    label: "OpenAI preferences (DPO)",
    about: "The better of two answers. At least 10 lines.",
    takes: pairs,
    example: line({
      input: { messages: chat.slice(0, 1) },
      preferred_output: chat.slice(1),
      non_preferred_output: [wrong],
    }),
  },
  {
    id: "openai_evals",
    label: "OpenAI evals",
    about: "Questions with the ideal answer.",
    takes: answers,
    example: line({ messages: chat.slice(0, 1), ideal: chat[1]!.content }),
  },
  {
    id: "trl_prompt_completion",
    label: "TRL prompt and completion",
    about: "For SFTTrainer.",
    takes: answers,
    example: line({ prompt: chat[0]!.content, completion: chat[1]!.content }),
  },
  {
    id: "trl_preference",
    label: "TRL preference",
    about: "For DPOTrainer and reward models.",
    takes: pairs,
    example: line({
      prompt: chat[0]!.content,
      chosen: chat[1]!.content,
      rejected: wrong.content,
    }),
  },
  {
    id: "trl_unpaired",
    label: "TRL unpaired (KTO)",
    about: "Single answers, good or bad: thumbs as they are.",
    takes: everything,
    example: line({ prompt: chat[0]!.content, completion: wrong.content, label: false }),
  },
  {
    id: "anthropic_messages",
    label: "Anthropic messages",
    about: "For Claude on Bedrock.",
    takes: answers,
    example: line({ messages: chat }),
  },
  {
    id: "bedrock_conversation",
    label: "Bedrock conversation",
    about: "For Nova and distillation on Bedrock.",
    takes: answers,
    example: line({
      schemaVersion: "bedrock-conversation-2024",
      messages: chat.map(({ role, content }) => ({ role, content: parts(content) })),
    }),
  },
  {
    id: "gemini_sft",
    label: "Gemini fine-tuning",
    about: "For Vertex AI.",
    takes: answers,
    example: line({
      contents: [
        { role: "user", parts: parts(chat[0]!.content) },
        { role: "model", parts: parts(chat[1]!.content) },
      ],
    }),
  },
  {
    id: "gemini_preference",
    label: "Gemini preferences",
    about: "For Vertex AI.",
    takes: pairs,
    example: line({
      contents: [{ role: "user", parts: parts(chat[0]!.content) }],
      completions: [
        { score: 1, completion: { role: "model", parts: parts(chat[1]!.content) } },
        { score: 0, completion: { role: "model", parts: parts(wrong.content) } },
      ],
    }),
  },
  {
    id: "alpaca",
    label: "Alpaca",
    about: "For LLaMA-Factory.",
    takes: answers,
    example: line({ instruction: chat[0]!.content, input: "", output: chat[1]!.content }),
  },
  {
    id: "sharegpt",
    label: "ShareGPT",
    about: "For LLaMA-Factory and Axolotl.",
    takes: answers,
    example: line({
      conversations: [
        { from: "human", value: chat[0]!.content },
        { from: "gpt", value: chat[1]!.content },
      ],
    }),
  },
  {
    id: "hf_dataset",
    label: "Hugging Face data set",
    about: "A folder with README.md and a file for each split.",
    takes: everything,
    example: "README.md\ndata/train-00000-of-00001…\ndata/validation-00000-of-00001…",
  },
  {
    id: "parquet",
    label: "Parquet",
    about: "Every column of a row, typed.",
    takes: everything,
    example: "row_id, use, prompt, response, rejected_response, messages, …",
  },
  {
    id: "csv",
    label: "CSV",
    about: "A table; with the layout “features”, a column for each feature and the label.",
    takes: everything,
    example: "mean radius,mean texture,…,label\n17.99,10.38,…,malignant",
  },
  {
    id: "jsonl",
    label: "JSON lines",
    about: "Every column of a row.",
    takes: everything,
    example: line({ use: "sft", prompt: chat[0]!.content, response: chat[1]!.content }),
  },
  {
    id: "anthropic",
    label: "Anthropic, earlier form",
    about: "For clients that know it.",
    takes: answers,
    example: line({ prompt: chat[0]!.content, completion: chat[1]!.content }),
  },
  {
    id: "gemini",
    label: "Gemini, earlier form",
    about: "For clients that know it.",
    takes: answers,
    example: line({
      contents: [
        { role: "user", parts: parts(chat[0]!.content) },
        { role: "model", parts: parts(chat[1]!.content) },
      ],
    }),
  },
];

export const formatLabel = (id: string): string =>
  formats.find((format) => format.id === id)?.label ?? id;

/** Those that the server writes, as its document says. */
export function writtenFormats(document: unknown): Format[] {
  const schemas = (document as { components?: { schemas?: Record<string, unknown> } })?.components
    ?.schemas;
  const options = schemas?.ExportOptions as
    { properties?: { format?: { enum?: string[] } } } | undefined;
  const known = options?.properties?.format?.enum ?? [];
  return [
    ...formats.filter(({ id }) => known.includes(id)),
    ...known
      .filter((id) => !formats.some((format) => format.id === id))
      .map((id) => ({ id, label: id, about: "", takes: everything, example: "" })),
  ];
}

export async function readFormats(signal: AbortSignal): Promise<Format[]> {
  const response = await fetch("/openapi.json", { headers: authorization(), signal });
  return response.ok ? writtenFormats(await response.json()) : [...formats];
}

/** The first whole lines of the beginning of a file. */
export function firstLines(text: string, isWhole: boolean, most = 2): string {
  const lines = text.split("\n");
  if (!isWhole && lines.length > 1) lines.pop();
  return lines.filter(Boolean).slice(0, most).join("\n");
}

export const isText = (name: string): boolean => /\.(jsonl?|csv|md)$/.test(name);

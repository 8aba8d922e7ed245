// Feedback on an endpoint that some other server serves: texts, as of a support chat.
import { vi } from "vitest";
import type { TestServer } from "./browser";

export const assistant = "support-assistant";

interface Said {
  question: string;
  answer: string;
  better: string;
}

export const said: readonly Said[] = [
  {
    question: "How do I reset my password?",
    answer: "Open Settings, choose Security and press Reset password.",
    better: "Open Settings → Security and press Reset password; the link holds 30 minutes.",
  },
  {
    question: "Can I get my money back after 30 days?",
    answer: "Yes, refunds are always possible.",
    better: "Refunds are possible within 30 days; after that we offer store credit.",
  },
  {
    question: "Where is my invoice?",
    answer: "Invoices are sent by post.",
    better: "Invoices are under Billing → Invoices, as PDF.",
  },
];

/** Item `at` of those that feedbackOf sends: every third is negative, every sixth is corrected. */
function feedbackAt(at: number, endpoint: string) {
  const { question, answer, better } = said[at % said.length]!;
  const isNegative = at % 3 === 1;
  return {
    endpoint_id: endpoint,
    input_text: `${question} (order ${1000 + at})`,
    output_text: answer,
    rating: isNegative ? "negative" : "positive",
    session_id: `chat-${at}`,
    request_id: `00000000-0000-7000-8000-${String(at).padStart(12, "0")}`,
    source_id: `user-${at}`,
    tags: at % 4 === 0 ? ["billing"] : [],
    ...(isNegative ? { feedback_text: "Not what the policy says." } : {}),
    ...(at % 6 === 1 ? { correction: better } : {}),
  };
}

/** Registers the endpoint and sends so many judgements; the newest is the last. */
export async function feedbackOf(server: TestServer, items: number): Promise<void> {
  await server.call("POST", "/registries/endpoints", {
    endpoint_name: assistant,
    endpoint_type: "agent",
  });
  for (let first = 0; first < items; first += 500) {
    const size = Math.min(500, items - first);
    await server.call("POST", "/feedback/batch", {
      items: Array.from({ length: size }, (_, at) => feedbackAt(first + at, assistant)),
    });
  }
}

/** A sheet with rows by hand, all approved. */
export async function sheetOf(server: TestServer, name: string, rows: number): Promise<string> {
  const { id } = await server.call<{ id: string }>("POST", "/training-sheets", { name });
  await server.call("POST", `/training-sheets/${id}/rows`, {
    rows: Array.from({ length: rows }, (_, at) => ({
      prompt: `Question ${at}: ${said[at % said.length]!.question}`,
      response: `${said[at % said.length]!.better} (${at})`,
      review_status: "approved",
    })),
  });
  return id;
}

/** A queue of the sheet's rows, the first of which is judged. */
async function queueOf(server: TestServer, sheet: string): Promise<string> {
  const { id } = await server.call<{ id: string }>("POST", "/review/queues", {
    name: "First look",
    instructions: "Is it what the policy says?",
    source: "training_sheet",
    training_sheet_id: sheet,
  });
  const { item } = await server.call<{ item: { id: string } }>(
    "POST",
    `/review/queues/${id}/reserve`,
    {},
  );
  await server.call("POST", `/review/queues/${id}/items/${item.id}/submit`, {
    review_status: "approved",
  });
  return id;
}

/** The trainer that servers of this data are started with: it reads its rows and makes no model. */
export const trainer = ["--trainers", '{"quick": {"command": ["/bin/true"]}}'];

async function jobOf(server: TestServer, sheet: string): Promise<string> {
  const { id } = await server.call<{ id: string }>("POST", "/training/jobs", {
    training_sheet_id: sheet,
    model_name: "faq",
    register_to_uc: false,
  });
  return id;
}

async function erasedOf(server: TestServer): Promise<string> {
  await server.call("POST", "/feedback", {
    endpoint_id: assistant,
    input_text: "My name is Jane.",
    output_text: "Hello Jane.",
    rating: "positive",
    subject_id: "jane",
  });
  const { id } = await server.call<{ id: string }>("POST", "/privacy/erase", {
    subject_id: "jane",
    reason: "She asked for it.",
  });
  return id;
}

/** A trigger by rows of the sheet, which gets one more: `firedOf` waits until it has fired. */
async function triggerOf(server: TestServer, sheet: string): Promise<string> {
  const { id } = await server.call<{ id: string }>("POST", "/retrain/triggers", {
    name: "Enough answers",
    description: "Once a month there is enough to learn from.",
    condition: { type: "approved_rows", training_sheet_id: sheet, min_rows: 1 },
    action: { type: "open_gap" },
  });
  await server.call("POST", `/training-sheets/${sheet}/rows`, {
    rows: [{ prompt: "And on Sundays?", response: "Also.", review_status: "approved" }],
  });
  return id;
}

/** The gap that its first firing opened. */
async function firedOf(server: TestServer, trigger: string): Promise<string> {
  const find = () =>
    server.call<{ items: { gap_id: string }[] }>("GET", `/retrain/triggers/${trigger}/firings`);
  const seen = async () => {
    const [firing] = (await find()).items;
    if (!firing) throw new Error("the trigger has not fired");
    return firing.gap_id;
  };
  return vi.waitFor(seen, { timeout: 100_000, interval: 1_000 });
}

/** Feedback with and without corrections, a sheet of it, an export of the sheet: their ids. */
export async function improvedOf(server: TestServer): Promise<Record<string, string>> {
  await feedbackOf(server, 30);
  const sheet = await sheetOf(server, "Support answers", 12);
  const trigger = await triggerOf(server, sheet);
  await server.call("POST", `/training-sheets/${sheet}/convert`, {
    filter: { endpoint_id: assistant },
  });
  const { items } = await server.call<{ items: { id: string; correction: string | null }[] }>(
    "GET",
    "/feedback?rating=negative",
  );
  const rows = await server.call<{ items: { id: string }[] }>(
    "GET",
    `/training-sheets/${sheet}/rows?use=preference`,
  );
  const { export_id: id } = await server.call<{ export_id: string }>(
    "POST",
    `/training-sheets/${sheet}/export`,
    { format: "openai_sft" },
  );
  const item = items.find(({ correction }) => correction)!.id;
  return {
    trigger,
    gap: await firedOf(server, trigger),
    sheet,
    item,
    row: rows.items[0]!.id,
    export: id,
    queue: await queueOf(server, sheet),
    job: await jobOf(server, sheet),
    receipt: await erasedOf(server),
  };
}

// Rows and exports, as plain functions.
import { expect, it } from "vitest";
import type { Schemas } from "../../api/types";
import { wanted } from "./export_drawer";
import type { Row } from "./repeats";
import { changesOf } from "./row_editor";
import { parseLines } from "./row_lines";
import { checksOf } from "./safety_report";

it("names the line that is wrong", () => {
  expect(parseLines('{"prompt": "a"}\n\n[1]\n{')).toEqual({
    rows: [{ prompt: "a" }],
    wrong: [
      { line: 3, what: "must be an object" },
      { line: 4, what: "is no JSON" },
    ],
  });
  const many = Array.from({ length: 1001 }, () => "{}").join("\n");
  expect(parseLines(many).wrong).toHaveLength(1);
});

it("sends only what was edited, and forgets what was emptied", () => {
  const row = { prompt: "p", response: null, rejected_response: "r", features: null } as Row;
  const draft = { prompt: "p", response: "", rejected: "r", reason: "" };
  expect(changesOf(row, draft)).toEqual({});
  expect(changesOf(row, { ...draft, response: "a", rejected: "" })).toEqual({
    response: "a",
    rejected_response: null,
  });
});

it("asks for an export as the form says, leaving what is wrong to the server", () => {
  const draft = {
    format: "csv",
    purpose: "" as const,
    split: "20",
    seed: "",
    use: "sft",
    source: "",
    endpoint: "",
    version: "2",
    duplicates: "near",
    isConversational: false,
    isFeatures: true,
    isForced: false,
  };
  expect(wanted(draft, "e")).toMatchObject({
    train_split: 0.2,
    layout: "features",
    filters: { use: ["sft"], endpoint_id: "e", model_version: "2" },
  });
  expect(wanted(draft, "e")).not.toHaveProperty("random_seed");
});

it("answers each question of the safety report", () => {
  const report = {
    rejected_as_target: 0,
    exact_duplicates: { rows: 1, is_complete: true },
    near_duplicates: { rows: 2, is_complete: false },
    conflicts: { prompts: 1, rows: 2 },
    contamination: { rows: 0, evaluation_rows: 5 },
    redactions: { email: 3 },
  } as unknown as Schemas["ExportReport"];
  expect(checksOf(report).map(({ word }) => word)).toEqual([
    "None",
    "3 rows",
    "1 prompt",
    "None",
    "3",
  ]);
  expect(checksOf(report)[1]!.said).toContain("not all pairs");
});

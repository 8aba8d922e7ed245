// Formats of exports.
import { expect, it } from "vitest";
import { firstLines, formatLabel, formats, isText, writtenFormats } from "./formats";

it("offers what the server writes, also what it does not know by name", () => {
  const of = (known: string[]) => ({
    components: { schemas: { ExportOptions: { properties: { format: { enum: known } } } } },
  });
  expect(writtenFormats(of(["csv", "openai_sft", "brand_new"])).map(({ id }) => id)).toEqual([
    "openai_sft",
    "csv",
    "brand_new",
  ]);
  expect(writtenFormats({})).toEqual([]);
});

it("shows lines that are JSON where the format is", () => {
  for (const { example } of formats.filter(({ example: shown }) => shown.startsWith("{")))
    expect(() => JSON.parse(example)).not.toThrow();
  expect(formatLabel("openai_dpo")).toContain("DPO");
  expect(formatLabel("other")).toBe("other");
});

it("takes whole lines of the beginning of a file", () => {
  expect(firstLines("a\nb\nc", false)).toBe("a\nb");
  expect(firstLines("a\nb", false)).toBe("a");
  expect(firstLines("a\nb", true)).toBe("a\nb");
  expect(isText("x_train.jsonl")).toBe(true);
  expect(isText("data/train.parquet")).toBe(false);
});

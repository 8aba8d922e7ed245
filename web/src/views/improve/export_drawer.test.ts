// What an export is asked for.
import { expect, it } from "vitest";
import { purposeOf, usual, wanted } from "./export_drawer";
import { forceLabel, refusalWords } from "./formats";

it("is for training, of evals for evaluation, and for what was chosen", () => {
  expect(wanted(usual, undefined).purpose).toBe("training");
  expect(purposeOf({ ...usual, format: "openai_evals" })).toBe("evaluation");
  const chosen = { ...usual, format: "openai_evals", purpose: "training" as const };
  expect(wanted(chosen, undefined).purpose).toBe("training");
  expect(wanted({ ...usual, purpose: "evaluation" }, undefined).purpose).toBe("evaluation");
});

it("names the switch of the form as the way out of a refusal", () => {
  const said = refusalWords("1 rule is broken. Correct the rows, or export with force: true.");
  expect(said).toContain(forceLabel);
  expect(said).not.toContain("force:");
});

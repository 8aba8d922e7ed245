// What came of a job.
import { expect, it } from "vitest";
import { versionWords } from "./job_marks";

it("tells the version of a model that is kept elsewhere, and says so", () => {
  expect(versionWords({ model_version: "3", external_model_version: null })).toBe("3");
  expect(versionWords({ model_version: null, external_model_version: "2026-05" })).toBe(
    "2026-05 (kept and served elsewhere)",
  );
  expect(versionWords({ model_version: null, external_model_version: null })).toBe("");
});

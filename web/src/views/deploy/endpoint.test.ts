// What is told of endpoints that are not served here, or no more.
import { expect, it } from "vitest";
import type { Endpoint } from "../../api/types";
import { deletedAt } from "./deleted";
import { baselineCommand } from "../example";
import { ingestCommand, isElsewhere } from "./elsewhere";

const far = { name: "far", state: "READY", revision: null, model_version: "7" } as Endpoint;

it("knows what is served elsewhere from what does not serve yet", () => {
  expect(isElsewhere(far)).toBe(true);
  expect(isElsewhere({ ...far, revision: 1 })).toBe(false);
  for (const state of ["CREATING", "FAILED", "UPDATING"] as const)
    expect(isElsewhere({ ...far, state })).toBe(false);
});

it("tells how its requests are told", () => {
  expect(ingestCommand("http://x", far)).toContain('"endpoint_id":"far"');
  expect(ingestCommand("http://x", far)).toContain('"model_version":"7"');
  expect(ingestCommand("http://x", { ...far, model_version: null })).not.toContain("model_version");
  const command = baselineCommand("http://x", { endpoint_id: "far" });
  expect(command).toContain("-F baseline=@training.csv -F 'endpoint_id=far'");
});

it("says when it was deleted: when the last of its revisions ended", () => {
  const revisions = [
    { live_until: "2026-11-29T10:00:00Z" },
    { live_until: "2026-11-28T10:00:00Z" },
    { live_until: null },
  ];
  expect(deletedAt(revisions)).toBe(Date.parse("2026-11-29T10:00:00Z"));
  expect(deletedAt([{ live_until: null }])).toBeNull();
});

import { expect, it } from "vitest";
import { ApiError } from "../../api/errors";
import { decide, refusalOf } from "./alert_again";
import type { Alert } from "./alert_words";

const alert = (parts: Partial<Alert> = {}): Alert =>
  ({
    alert_type: "latency",
    condition: "gt",
    threshold: 200,
    severity: "warning",
    status: "active",
    firing: true,
    revision: 1,
    ...parts,
  }) as Alert;

it("does once more what still makes sense, and nothing else", () => {
  const of = (parts: Partial<Alert>) => refusalOf("acknowledge", alert(), alert(parts));
  expect(of({ state: "recovering" })).toBe("");
  expect(of({ runbook_url: "https://wiki.example/slow" })).toBe("");
  expect(of({ status: "acknowledged", acknowledged_by: "ann" })).toBe(
    "ann has acknowledged it meanwhile.",
  );
  expect(of({ status: "resolved", resolved_by: "ann" })).toBe("ann has resolved it meanwhile.");
  expect(of({ firing: false })).toContain("ceased to fire");
  expect(of({ threshold: 900 })).toContain("above 900 ms");
  expect(refusalOf("acknowledge", alert({ firing: false }), alert())).toBe("");
  expect(refusalOf("resolve", alert(), alert({ status: "acknowledged" }))).toBe("");
});

const stale = new ApiError("If-Match names another version.", { status: 412 });

/** What was sent, by revisions, where the first `failures` are refused. */
async function sent(failures: number, after: Alert, error: ApiError = stale) {
  const revisions: number[] = [];
  const send = async ({ revision }: Alert) => {
    revisions.push(revision);
    if (revisions.length <= failures) throw error;
  };
  const said = await decide("acknowledge", alert(), send, async () => after);
  return { revisions, said };
}

it("sends the second time what it has read again, and no third time", async () => {
  const after = alert({ revision: 2 });
  expect(await sent(0, after)).toEqual({ revisions: [1], said: "" });
  expect(await sent(1, after)).toEqual({ revisions: [1, 2], said: "" });
  const twice = await sent(2, after);
  expect(twice.revisions).toEqual([1, 2]);
  expect(twice.said).toContain("decide again");
  expect(await sent(1, alert({ status: "resolved" }))).toEqual({
    revisions: [1],
    said: "Somebody has resolved it meanwhile.",
  });
  const broken = new ApiError("The store is away.", { status: 500 });
  await expect(sent(1, after, broken)).rejects.toBe(broken);
});

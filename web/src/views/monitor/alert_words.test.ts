// What the value of an alert is of.
import { expect, it } from "vitest";
import { samplesOf } from "./alert_words";

it("names what was counted", () => {
  expect(samplesOf("latency", 480)).toBe("480 requests");
  expect(samplesOf("drift", 1)).toBe("1 row");
  expect(samplesOf("quality", 8)).toBe("8 judgements");
});

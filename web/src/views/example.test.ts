// Commands that people paste.
import { afterEach, expect, it } from "vitest";
import { setApiKey } from "../api/client";
import { snippet } from "./deploy/snippets";
import { deployCommand, postCommand, queryCommand } from "./example";

afterEach(() => setApiKey(""));

it("ask with a key where the page does, and never show it", () => {
  const all = () => [
    queryCommand("http://x", "e", {}),
    deployCommand("http://x", "m", "1"),
    postCommand("/gaps/analyze", undefined, "http://x"),
    postCommand("/feedback", {}, "http://x"),
    ...(["curl", "Python", "JavaScript"] as const).map((one) => snippet(one, "http://x", {})),
  ];
  for (const text of all()) expect(text).not.toContain("ONTOS_API_KEY");
  setApiKey("ontos_secret");
  for (const text of all()) {
    expect(text).toContain("ONTOS_API_KEY");
    expect(text).not.toContain("ontos_secret");
  }
});

// Secrets for webhooks.
import { expect, it } from "vitest";
import { newSigningSecret } from "./signing_secret";

it("are 24 bytes as Standard Webhooks has them, each another", () => {
  const [one, two] = [newSigningSecret(), newSigningSecret()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
  expect(one).not.toBe(two);
});

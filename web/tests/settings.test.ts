// Settings: what is saved there is what the server does.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, open, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    new TestServer(undefined, { ONTOS_OUTBOUND_ALLOW: "127.0.0.1" }).start(),
    launch(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

it("tries a policy before it counts, and saves it as a version", async () => {
  const { page } = await open(browser, server, "/settings/privacy");
  await page.getByTestId("policy-names").fill("Jane Doe");
  await page.getByTestId("policy-text").fill("Jane Doe, jane@example.com");
  await page.getByTestId("policy-test").click();
  await expect.poll(() => page.getByTestId("policy-result").innerText()).not.toContain("Jane");
  // What was tried is not what stands there any more.
  await page.getByTestId("policy-columns").fill("age");
  await page.getByTestId("policy-result").waitFor({ state: "detached" });
  await page.getByTestId("policy-text").fill('{"age": 41, "note": "ask Jane Doe"}');
  await page.getByTestId("policy-test").click();
  await expect
    .poll(() => page.getByTestId("policy-result").innerText())
    .toContain("/age column × 1");
  await page.getByTestId("policy-columns").fill("");
  await page.getByTestId("policy-save").click();
  await expect.poll(() => page.getByTestId("policy").innerText()).toContain("Version 1");
  const policy = await server.call<{ names: string[] }>("GET", "/privacy/policy");
  expect(policy.names).toEqual(["Jane Doe"]);
});

it("names the retention rule that is broken, and keeps what is right", async () => {
  const { page } = await open(browser, server, "/settings/retention");
  await page.getByTestId("retention-request_log").fill("7");
  await page.getByTestId("retention-save").click();
  await page.getByTestId("toast").waitFor();
  const kept = async () => {
    const { items } = await server.call<{ items: { table: string; days: number | null }[] }>(
      "GET",
      "/retention",
    );
    return items.find(({ table }) => table === "request_log")?.days;
  };
  await expect.poll(kept).toBe(7);
  await page.getByTestId("retention-request_log").fill("0");
  await page.getByTestId("retention-save").click();
  await page.getByRole("alert").waitFor();
});

it("makes a channel and a score, and says which member is wrong", async () => {
  const { page } = await open(browser, server, "/settings/channels?new=1");
  await page.getByTestId("channel-name").fill("on-call");
  await page.getByTestId("channel-url").fill("nonsense");
  await page.getByTestId("channel-save").click();
  await page.getByTestId("channel-url-error").waitFor();
  // Several that are wrong stand each at its field, and the head names none of them alone.
  await page.getByTestId("channel-secrets").fill("short");
  await page.getByTestId("channel-save").click();
  await page.getByTestId("channel-secrets-error").waitFor();
  await page.getByTestId("channel-url-error").waitFor();
  await expect
    .poll(() => page.getByTestId("form-error").innerText())
    .toContain("2 things must be changed.");
  await page.getByTestId("channel-secret-make").click();
  await page.getByTestId("channel-name").fill("#on-call");
  await page.getByTestId("channel-url").fill("https://hooks.example.com/x");
  await page.getByTestId("channel-save").click();
  await expect
    .poll(() => page.getByTestId("channel-name-error").innerText())
    .toContain("begins with a letter or digit");
  await expect.poll(() => page.getByTestId("channel-form").innerText()).not.toContain("[A-Z");
  await page.getByTestId("channel-name").fill("on-call");
  await page.getByTestId("channel-url").fill("https://hooks.example.com/x");
  await page.getByTestId("channel-save").click();
  await page.getByTestId("channels-table").getByText("on-call").click();
  await page.getByTestId("channel-test").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.goto(`${server.url}/settings/scores?new=1`);
  await page.getByTestId("score-name").fill("helpfulness");
  await page.getByTestId("score-save").click();
  await expect.poll(() => page.getByTestId("scores-table").innerText()).toContain("1 to 5");
});

it("shows what a receiver refused for good, and sends it again when asked", async () => {
  let status = 410;
  const receiver = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const { port } = receiver.address() as AddressInfo;
  const channel = await server.call<{ id: string }>("POST", "/monitoring/channels", {
    name: "pager",
    type: "webhook",
    url: `http://127.0.0.1:${port}/hook`,
    secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  });
  const { page } = await open(browser, server, "/settings/channels");
  await page.getByTestId("given-up").getByText("Nothing was given up").waitFor();
  await page.goto(`${server.url}/settings/channels?channel=${channel.id}`);
  await page.getByTestId("channel-test").click();
  const list = page.getByTestId("given-up-list");
  const refused = list.locator('[data-state="dead"]');
  await refused.waitFor();
  await expect.poll(() => refused.innerText()).toContain("HTTP 410");
  await expect
    .poll(() => refused.getByRole("link", { name: "pager" }).getAttribute("href"))
    .toBe(`/settings/channels?channel=${channel.id}`);
  await page.keyboard.press("Escape");
  expect(await violations(page)).toEqual([]);
  status = 204;
  await refused.getByTestId("delivery-replay").click();
  await page.getByTestId("given-up").getByText("Nothing was given up").waitFor();
  const states = async () => {
    const path = `/monitoring/deliveries?alert_id=${channel.id}`;
    const log = await server.call<{ items: { state: string }[] }>("GET", path);
    return log.items.map(({ state }) => state);
  };
  await expect.poll(states).toEqual(["delivered"]);
  receiver.close();
});

it("shows that a test arrived as soon as it did, also while nothing else is read", async () => {
  const receiver = createServer((_, response) =>
    setTimeout(() => response.writeHead(204).end(), 700),
  );
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const { port } = receiver.address() as AddressInfo;
  const { id } = await server.call<{ id: string }>("POST", "/monitoring/channels", {
    name: "prompt",
    type: "slack",
    url: `http://127.0.0.1:${port}/hook`,
  });
  const { page } = await open(browser, server, `/settings/channels?channel=${id}`);
  await page.getByTestId("channel-test").waitFor();
  // Paused: neither events nor the clock make the page read.
  await page.getByTestId("close").click();
  await page.getByTestId("live").click();
  await page.getByTestId("channels-table").getByText("prompt").click();
  await page.getByTestId("channel-test").click();
  const sent = page.getByTestId("channel-tests").getByTestId("delivery").first();
  await expect.poll(() => sent.getAttribute("data-state")).toBe("delivered");
  await expect.poll(() => sent.innerText()).toContain("1 attempt");
  receiver.close();
});

it("says of a list that is read to a bound that there is more", async () => {
  for (let at = 0; at < 101; ++at)
    await server.call("POST", "/score-configs", { name: `score-${at}`, data_type: "boolean" });
  const { page } = await open(browser, server, "/settings/scores");
  await expect.poll(() => page.getByTestId("cut").innerText()).toContain("Only 100 are listed");
});

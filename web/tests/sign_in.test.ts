// Signing in: a server that wants keys, and callers with few rights.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, open, sample, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    new TestServer(["--sample", sample, "--authentication", "required"]).start(),
    launch(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

/** A key with these rights, as the one who runs the server makes it: known to it within a second. */
async function keyOf(name: string, rights: string): Promise<string> {
  const told = server.told(["keys", "create", name, "--rights", rights]);
  const key = /^ontos_\S+$/m.exec(told)![0];
  const headers = { Authorization: `Bearer ${key}` };
  await expect
    .poll(async () => (await fetch(`${server.url}/api/config`, { headers })).status)
    .not.toBe(401);
  return key;
}

async function enter(page: Page, key: string): Promise<void> {
  await page.getByTestId("api-key").fill(key);
  await page.keyboard.press("Enter");
}

it("says that a key is wrong, takes the right one, and forgets it when asked", async () => {
  const key = await keyOf("olga", "deploy:write,monitor:write,improve:write,query");
  const { page } = await open(browser, server, "/deploy");
  const wrong = page.getByTestId("api-key-error");
  await page.getByTestId("sign-in").waitFor();
  await enter(page, "");
  await expect.poll(() => wrong.innerText()).toContain("must be given");
  await enter(page, "ontos_nonsense");
  await expect
    .poll(() => wrong.innerText())
    .toContain("not known here, has expired or was revoked");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByTestId("other-key").click();
  await enter(page, key);
  await page.getByTestId("endpoints-table").getByText(endpoint).first().waitFor();
  await expect.poll(() => page.getByTestId("caller").innerText()).toBe("olga");
  // A wrong key does not take the place of one that works.
  await page.getByTestId("caller").click();
  await enter(page, "ontos_nonsense");
  await wrong.waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.getByTestId("endpoints-table").getByText(endpoint).first().waitFor();
  await page.getByTestId("caller").click();
  await page.getByTestId("sign-out").click();
  await page.getByTestId("api-key").waitFor();
  await expect.poll(() => page.locator("#view").innerText()).not.toContain(endpoint);
});

it("says what a caller with few rights may not, and offers another key instead of a retry", async () => {
  const key = await keyOf("rita", "improve:write");
  const { page } = await open(browser, server, "/monitor");
  await enter(page, key);
  const failure = page.getByTestId("error").first();
  await expect.poll(() => failure.innerText()).toContain("rita lacks the right monitor:read");
  await expect.poll(() => page.getByTestId("retry").count()).toBe(0);
  await failure.getByTestId("other-key").click();
  await page.getByTestId("sign-out").waitFor();
});

it("says that a reader may not begin what a button begins", async () => {
  const key = await keyOf("rene", "improve:read");
  const { page } = await open(browser, server, "/improve/gaps");
  await enter(page, key);
  await page.getByTestId("sign-in").waitFor({ state: "detached" });
  const analyze = page.getByTestId("gaps-analyze");
  await expect.poll(() => analyze.getAttribute("aria-disabled")).toBe("true");
  await expect.poll(() => analyze.getAttribute("title")).toBe("rene lacks the right improve:write");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()}`));
  await analyze.click({ force: true });
  await page.getByTestId("caller").click();
  await expect.poll(() => page.getByTestId("sign-in").innerText()).toContain("improve:read");
  expect(sent.filter((one) => one.startsWith("POST"))).toEqual([]);
  expect(await violations(page)).toEqual([]);
});

// The request log: followed, filtered, replayed, and quiet under who reads it.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, open, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
  await server.traffic(80);
  for (let i = 0; i < 3; ++i)
    await server
      .call("POST", `/deployment/endpoints/${endpoint}/query`, { inputs: { wrong: i } })
      .catch(() => undefined);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

const text = (page: Page, id: string) => page.getByTestId(id).first().innerText();

it("follows the request log, and replays a request", async () => {
  const { page, errors } = await open(browser, server, `/monitor/${endpoint}?tab=requests`);
  await page.getByTestId("log-table").waitFor();
  const rows = page.getByTestId("log-table").getByTestId("row");
  await rows.first().waitFor();
  const before = await rows.count();
  await server.traffic(4);
  await expect.poll(() => text(page, "log-new")).toBe("4 new");
  await expect.poll(() => rows.count()).toBe(before);
  await page.getByTestId("log-new").click();
  await expect.poll(() => rows.count()).toBe(before + 4);
  await page.getByTestId("log-follow").click();
  await server.traffic(2);
  await expect.poll(() => rows.count()).toBe(before + 6);

  await page.getByTestId("log-status").selectOption("4xx");
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByTestId("log-status").selectOption("2xx");
  await expect.poll(() => rows.count()).toBeGreaterThan(3);
  // Who chose in a list is still in it: the table is one Tab, or one click, away.
  await page.getByTestId("log-table").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect.poll(() => text(page, "request-explained")).toContain("sends everything to");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("request-replay").click();
  await page.waitForURL("**/deploy/**");
  await page.getByTestId("playground-send").click();
  await expect.poll(() => page.getByTestId("prediction").innerText()).toMatch(/benign|malignant/);
  expect(errors).toEqual([]);
});

it("counts what an event does not tell of: that names the newest only", async () => {
  const { page } = await open(browser, server, `/monitor/${endpoint}?tab=requests`);
  await page.getByTestId("log-table").waitFor();
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("live");
  await Promise.all(Array.from({ length: 6 }, () => server.traffic(8)));
  await expect.poll(() => text(page, "log-new")).toBe("48 new");
});

it("moves no row under who reads the request log, while it is followed and more come", async () => {
  const { page } = await open(browser, server, `/monitor/${endpoint}?tab=requests&follow=1`);
  const rows = page.getByTestId("log-table").getByTestId("row");
  await rows.first().waitFor();
  const keyOf = (row: Locator) => row.getAttribute("data-key");
  const first = await keyOf(rows.first());
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const chosen = page.getByTestId("log-table").locator("tr.active");
  const read = await keyOf(chosen);
  await server.traffic(3);
  await expect.poll(() => text(page, "log-new")).toBe("3 new");
  await expect.poll(() => keyOf(rows.first())).toBe(first);
  await expect.poll(() => keyOf(chosen)).toBe(read);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toContain(`request=${read}`);
  await page.getByTestId("close").click();
  await page.getByTestId("log-new").click();
  await expect.poll(() => keyOf(rows.nth(3))).toBe(first);
  await page.getByTestId("log-new").waitFor({ state: "detached" });
  // Nobody reads any more: it is followed again.
  await server.traffic(1);
  await expect.poll(() => keyOf(rows.nth(4))).toBe(first);
});

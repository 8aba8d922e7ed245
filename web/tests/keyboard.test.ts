// Nothing needs a mouse, and the address says what is shown.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, model, open, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

it("goes to an endpoint by letters, and back by keys", async () => {
  const { page } = await open(browser, server, "/");
  await page.getByTestId("fleet-table").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette-input").fill("brca");
  await expect.poll(() => page.getByTestId("palette-item").first().innerText()).toContain(endpoint);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/deploy/${endpoint}`);
  // Two keys after each other, for which a busy machine may need too long.
  const toMonitor = async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    return new URL(page.url()).pathname;
  };
  await expect.poll(toMonitor, { interval: 1_200 }).toBe("/monitor");
  await page.keyboard.press("?");
  await page.getByTestId("key-help").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByTestId("key-help").waitFor({ state: "detached" });
  await page.goBack();
  await page.waitForURL(`**/deploy/${endpoint}`);
});

it("moves in a table by j and k, and opens by Enter", async () => {
  const { page } = await open(browser, server, "/deploy");
  await page.getByTestId("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/deploy/${endpoint}`);
});

it("keeps a typed range in the address, relative, from view to view", async () => {
  const { page } = await open(browser, server, "/");
  await page.getByTestId("fleet-table").waitFor();
  await page.keyboard.press("t");
  await page.getByTestId("range-from").fill("6h");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("range-apply").click();
  await expect.poll(() => page.url()).toContain("from=now-6h");
  await page.getByTestId("nav-monitor").click();
  await page.waitForURL("**/monitor?from=now-6h");
  await expect.poll(() => page.getByTestId("range").innerText()).toContain("6 hours");
  await page.getByTestId("range").click();
  await page.getByTestId("range-from").fill("soon");
  await page.getByTestId("range-apply").click();
  await page.getByRole("alert").waitFor();
});

it("reads a typed time in the zone that is shown", async () => {
  const context = await browser.newContext({ timezoneId: "America/New_York" });
  const { page } = await open(browser, server, "/monitor?tz=utc", { context });
  await page.getByTestId("range").click();
  await page.getByTestId("range-from").fill("2025-01-15 12:00");
  await page.getByTestId("range-apply").click();
  await expect.poll(() => page.url()).toContain("from=2025-01-15T12%3A00%3A00Z");
  await page.getByTestId("range").click();
  await page.getByLabel("Local").check();
  await expect.poll(() => page.getByTestId("range-from").inputValue()).toBe("2025-01-15 07:00:00");
  await page.getByTestId("range-apply").click();
  await expect.poll(() => page.url()).not.toContain("tz=utc");
  await expect.poll(() => page.url()).toContain("from=2025-01-15T12%3A00%3A00Z");
});

it("finds every part of every stage by its name", async () => {
  const { page } = await open(browser, server, "/");
  await page.getByTestId("fleet-table").waitFor();
  const parts = [
    ["request log", "/monitor/requests"],
    ["review q", "/improve/queues"],
    ["training jobs", "/improve/training"],
    ["lineage", "/improve/lineage"],
    ["erase", "/improve/privacy"],
    ["retention", "/settings/retention"],
    ["storage", "/settings/storage"],
    ["new alert", "/monitor/alerts?alert=new"],
  ] as const;
  for (const [letters, address] of parts) {
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-input").fill(letters);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${address}`);
    await page.getByTestId("palette").waitFor({ state: "detached" });
  }
});

it("has three themes, and remembers one", async () => {
  const { page } = await open(browser, server, "/settings", { theme: "dark" });
  const shown = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.getByTestId("settings-server").waitFor();
  await expect.poll(() => shown()).toBe("dark");
  await page.getByTestId("theme").click();
  await expect.poll(() => shown()).toBe("light");
  await page.reload();
  await page.getByTestId("settings-server").waitFor();
  await expect.poll(() => shown()).toBe("light");
});

it("has a time range where something is of it, and a zone everywhere", async () => {
  const { page } = await open(browser, server, "/");
  await page.getByTestId("range").click();
  await expect
    .poll(() => page.getByTestId("range-now-24h").getAttribute("aria-pressed"))
    .toBe("true");
  await page.getByTestId("range-now-7d").click();
  await page.getByTestId("range").click();
  await expect
    .poll(() => page.getByTestId("range-now-7d").getAttribute("aria-pressed"))
    .toBe("true");
  await expect
    .poll(() => page.getByTestId("range-now-24h").getAttribute("aria-pressed"))
    .toBe("false");
  for (const address of ["/settings", "/improve/statistics", "/deploy"]) {
    await page.goto(server.url + address);
    await page.getByTestId("zone").click();
    await expect.poll(() => page.url()).toContain("tz=utc");
    await expect.poll(() => page.getByTestId("range").count()).toBe(0);
  }
  await page.goto(`${server.url}/improve?when=range`);
  await page.getByTestId("range").waitFor();
});

it("goes to the same tab of another endpoint, whatever that is called", async () => {
  await server.call("POST", "/deployment/deploy", {
    model_name: model,
    model_version: "1",
    endpoint_name: "alerts",
    wait: 60,
  });
  const { page } = await open(browser, server, `/monitor/${endpoint}?tab=quality`);
  await page.getByTestId("endpoint-switcher").selectOption("alerts");
  await expect.poll(() => page.getByTestId("view-title").innerText()).toBe("alerts");
  await expect.poll(() => page.url()).toMatch(/\/monitor\/(?!alerts).+\?tab=quality$/);
  await expect.poll(() => page.getByTestId("endpoint-switcher").inputValue()).toBe("alerts");
  await page.getByTestId("to-deploy").click();
  await page.getByTestId("endpoint-state").waitFor();
  await page.getByTestId("to-monitor").click();
  await page.getByTestId("chart-requests").waitFor();
  await expect.poll(() => page.getByTestId("view-title").innerText()).toBe("alerts");
});

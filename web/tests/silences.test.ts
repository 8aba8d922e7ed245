// Silences: made of an alert, seen at once, changed, ended by keys, had again.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, open, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

interface Silence {
  id: string;
  matchers: { label: string; value: string }[];
  ends_at: string;
  comment: string;
}

it("shows a silence by its alert's name as soon as it is made, ends it by keys, has it again and changes it", async () => {
  const { id } = await server.call<{ id: string }>("POST", "/monitoring/alerts", {
    endpoint_id: endpoint,
    alert_type: "latency",
    threshold: 500,
    name: "Slow answers",
  });
  const { page } = await open(browser, server, "/monitor/alerts");
  await page.getByTestId("alerts-table").getByText("Slow answers").waitFor();
  // Paused: neither events nor the clock make the page read, so that what is seen is seen at once.
  await page.getByTestId("live").click();
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("paused");
  await page.getByTestId("alerts-table").getByText("Slow answers").click();
  await page.getByTestId("alert-silence").click();
  await page.getByTestId("silence-comment").fill("x".repeat(1_001));
  await page.getByTestId("silence-save").click();
  await page.getByTestId("silence-comment-error").waitFor();
  await page.getByTestId("silence-comment").fill("A new version is deployed.");
  await page.getByTestId("silence-save").click();
  await page.getByTestId("silence-form").waitFor({ state: "detached" });
  const drawer = page.getByTestId("alert");
  await drawer.getByTestId("alert-silent").waitFor();
  await expect.poll(() => drawer.innerText()).toContain("A new version is deployed.");
  await page.getByTestId("close").click();
  await page.getByTestId("alerts-table").getByTestId("alert-silent").waitFor();
  await page.getByTestId("silence").waitFor();
  await expect
    .poll(() => page.getByTestId("silence").innerText())
    .toContain(`alert is Slow answers of ${endpoint}`);
  expect(await violations(page)).toEqual([]);
  await page.route("**/api/v1/monitoring/silences/*", (route) =>
    route.fulfill({ status: 503, contentType: "application/json", body: '{"detail": "busy"}' }),
  );
  await page.getByTestId("silence-end").press("Enter");
  await expect
    .poll(() => page.getByTestId("toast").last().innerText())
    .toContain("The silence has not ended: busy");
  await page.unroute("**/api/v1/monitoring/silences/*");
  await page.getByTestId("silence-end").press("Enter");
  await page.getByTestId("silence").waitFor({ state: "detached" });
  await expect.poll(() => page.getByTestId("alert-silent").count()).toBe(0);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe("Silences");
  const kept = async () =>
    (await server.call<{ items: Silence[] }>("GET", "/monitoring/silences")).items;
  await expect.poll(() => kept()).toEqual([]);
  // What ended stays listed, and is had again with the same matchers.
  await page.reload();
  await page.getByTestId("silence-again").press("Enter");
  await page.getByTestId("silence-form").waitFor();
  expect(await violations(page)).toEqual([]);
  await expect
    .poll(() => page.getByTestId("silence-comment").inputValue())
    .toBe("A new version is deployed.");
  await page.getByTestId("silence-minutes").selectOption("240");
  await page.getByTestId("silence-save").click();
  await page.getByTestId("silence").waitFor();
  await expect.poll(() => page.getByTestId("silence-ended").count()).toBe(1);
  await expect.poll(async () => (await kept()).length).toBe(1);
  const [again] = await kept();
  expect(again!.matchers).toMatchObject([{ label: "alert_id", value: id }]);
  // A silence that runs gets another comment and keeps its end, then another end.
  await page.getByTestId("silence-change").click();
  await page.getByTestId("silence-comment").fill("It takes longer.");
  await page.getByTestId("silence-save").click();
  await expect.poll(() => page.getByTestId("silence").innerText()).toContain("It takes longer.");
  expect(await kept()).toMatchObject([
    { id: again!.id, ends_at: again!.ends_at, comment: "It takes longer." },
  ]);
  await page.getByTestId("silence-change").click();
  const lengths = page.getByTestId("silence-minutes");
  await expect.poll(() => lengths.innerText()).toContain("1 d from now");
  await lengths.selectOption("1440");
  await page.getByTestId("silence-save").click();
  await page.getByTestId("silence-form").waitFor({ state: "detached" });
  const [longer] = await kept();
  expect(longer!.id).toBe(again!.id);
  expect(Date.parse(longer!.ends_at)).toBeGreaterThan(Date.parse(again!.ends_at));
});

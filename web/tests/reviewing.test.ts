// How the views of improving behave beside the story: small screens, failures, addresses, titles.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, newContext, open, overflow, screenshot, TestServer, violations } from "./browser";
import { feedbackOf, sheetOf } from "./improve_data";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer([]).start(), launch()]);
  await feedbackOf(server, 60);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

it("leaves answers room on a telephone, and says ratings to those who listen", async () => {
  const { page } = await open(browser, server, "/improve", { width: 320, height: 640 });
  const row = page.getByTestId("inbox-table").getByTestId("row").first();
  await row.waitFor();
  const answerWidth = async () => (await row.locator(".two-lines").boundingBox())!.width;
  await expect.poll(answerWidth).toBeGreaterThan(140);
  await expect.poll(() => row.textContent()).toMatch(/Positive|Negative/);
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
  const table = page.getByTestId("inbox-table");
  await expect
    .poll(() => table.evaluate((box) => box.scrollWidth - box.clientWidth))
    .toBeLessThanOrEqual(0);
  await screenshot(page, "inbox-320", "light");
});

it("has all filters of the inbox in one row where a screen is 1280 px wide", async () => {
  const { page } = await open(browser, server, "/improve");
  await page.getByTestId("row").first().waitFor();
  const topOf = async (id: string) => (await page.getByTestId(id).boundingBox())!.y;
  await expect
    .poll(async () => (await topOf("filter-flagged")) - (await topOf("filter-q")))
    .toBe(0);
});

it("says what was not saved, why and under which id, and does it again", async () => {
  const { page } = await open(browser, server, "/improve?rating=positive");
  await page.getByTestId("row").first().waitFor();
  await page.keyboard.press("j");
  await page.getByTestId("detail").waitFor();
  const id = new URL(page.url()).searchParams.get("item")!;
  await page.route(`**/api/v1/feedback/${id}`, (route) =>
    route.request().method() === "PATCH"
      ? route.fulfill({
          status: 500,
          headers: { "x-request-id": "0192-abc" },
          contentType: "application/json",
          body: '{"detail": "disk"}',
        })
      : route.continue(),
  );
  await page.keyboard.press("d");
  const toast = page.getByTestId("toast").last();
  // As long as one points at them, messages stay.
  await toast.hover();
  await expect.poll(() => toast.innerText()).toContain("The rating was not saved: disk");
  await expect.poll(() => toast.innerText()).toContain("Request 0192-abc");
  expect(await violations(page)).toEqual([]);
  await page.unroute(`**/api/v1/feedback/${id}`);
  await page.getByTestId("toast-retry").click();
  const rating = async () =>
    (await server.call<{ rating: string }>("GET", `/feedback/${id}`)).rating;
  await expect.poll(rating).toBe("negative");
});

it("has open dialogs in the address: Back closes them, the address opens them", async () => {
  const { page } = await open(browser, server, "/improve?rating=negative");
  await page.getByTestId("row").first().waitFor();
  await page.getByTestId("bulk-open").click();
  await page.getByTestId("bulk").waitFor();
  await page.reload();
  await expect.poll(() => page.getByTestId("bulk-filter").innerText()).toContain("negative");
  await page.goBack();
  await page.getByTestId("bulk").waitFor({ state: "detached" });
  await page.getByTestId("row").first().waitFor();
  await page.getByTestId("pick").first().check();
  await page.getByTestId("pick").nth(1).check();
  await page.getByTestId("selected-convert").click();
  await page.getByTestId("convert-dialog").waitFor();
  await page.reload();
  await page.getByTestId("convert-dialog").getByText("Make 2 training rows").waitFor();
  await page.goBack();
  await page.getByTestId("convert-dialog").waitFor({ state: "detached" });
});

it("names each part in its title, and leads no path into nothing", async () => {
  const { page } = await open(browser, server, "/improve");
  const parts = [
    ["", "Inbox"],
    ["/sheets", "Training sheets"],
    ["/privacy", "Privacy"],
  ] as const;
  for (const [path, title] of parts) {
    await page.goto(`${server.url}/improve${path}`);
    await expect.poll(() => page.title()).toBe(`${title} · Improve · Ontos`);
    await expect.poll(() => page.getByTestId("view-title").innerText()).toBe(title);
  }
  await page.goto(`${server.url}/settings/channels`);
  await expect.poll(() => page.title()).toBe("Channels · Settings · Ontos");
  const sheet = await sheetOf(server, "Path", 1);
  await page.goto(`${server.url}/improve/sheets/${sheet}`);
  const last = page.locator(".crumbs a").last();
  await last.waitFor();
  await expect
    .poll(() => last.evaluate((link) => getComputedStyle(link, "::after").content))
    .toBe("none");
});

it("shows all columns of the statistics where there is room for them", async () => {
  const { page } = await open(browser, server, "/improve/statistics");
  const cut = (id: string) =>
    page
      .getByTestId(id)
      .locator(".table-box")
      .evaluate((box) => box.scrollWidth - box.clientWidth);
  for (const width of [320, 1280, 1920]) {
    await page.setViewportSize({ width, height: 860 });
    await page.getByTestId("by-source").getByTestId("row").first().waitFor();
    for (const id of ["by-version", "by-source"])
      await expect.poll(() => cut(id), { message: `${id} at ${width}` }).toBeLessThanOrEqual(0);
    const titles = () => page.getByTestId("by-source").locator("thead").innerText();
    if (width > 320) await expect.poll(titles).toMatch(/Rated[\s\S]*Flagged/);
    await screenshot(page, `statistics-${width}`, "light");
  }
});

it("does not let the judgements of today look like a fall", async () => {
  const context = await newContext(browser);
  await context.route("**/api/v1/feedback/stats?*", async (route) => {
    const response = await route.fetch();
    const stats = (await response.json()) as { by_day: { day: string; counts: object }[] };
    const today = stats.by_day.at(-1)!;
    const dayBefore = new Date(Date.parse(today.day) - 86_400_000).toISOString().slice(0, 10);
    const counts = { ...today.counts, total_count: 900, negative_count: 300 };
    stats.by_day = [{ day: dayBefore, counts }, today];
    await route.fulfill({ response, json: stats });
  });
  const { page } = await open(browser, server, "/improve/statistics", { context });
  const chart = page.getByTestId("judgements-by-day");
  await chart.locator("canvas").waitFor();
  await expect
    .poll(() => chart.getAttribute("aria-label"))
    .toMatch(/All: \d+ until now, before from 900 to 900/);
  await expect.poll(() => chart.locator(".legend").innerText()).toMatch(/All \d+[\s\S]*until now$/);
  await chart.getByTestId("chart-table").click();
  await expect.poll(() => chart.locator("tbody tr").first().innerText()).toContain("until now");
});

it("exports for evaluation where that is chosen", async () => {
  const sheet = await sheetOf(server, "To judge by", 12);
  const { page } = await open(browser, server, `/improve/sheets/${sheet}?export=new`);
  await page.getByTestId("export-format").selectOption("openai_evals");
  await expect.poll(() => page.getByTestId("export-purpose").inputValue()).toBe("evaluation");
  await page.getByTestId("export-format").selectOption("jsonl");
  await expect.poll(() => page.getByTestId("export-purpose").inputValue()).toBe("training");
  await page.getByTestId("export-purpose").selectOption("evaluation");
  await page.getByTestId("export-do").click();
  await page.getByTestId("export-result").waitFor();
  const id = new URL(page.url()).searchParams.get("export")!;
  const made = await server.call<{ report: { purpose: string } }>("GET", `/exports/${id}`);
  expect(made.report.purpose).toBe("evaluation");
  await expect
    .poll(() => page.getByTestId("export-result").innerText())
    .toMatch(/For\s+Evaluation/);
});

// A fleet of 300: what needs somebody is found, numbers can be read on a telephone too, and a part that
// cannot be read hides no other.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, open, overflow, screenshot, TestServer, violations } from "./browser";

const others = 300;
const last = "zz-payments-scoring-production-traffic-eu-299";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
  const register = (name: string) =>
    server.call("POST", "/registries/endpoints", {
      name,
      endpoint_name: name,
      endpoint_type: "model",
      model_name: "main.default.elsewhere",
      model_version: "1",
    });
  for (let at = 0; at < others - 1; ++at)
    await register(`ext-payments-scoring-production-${String(at).padStart(3, "0")}`);
  await register(last);
  await server.traffic(30);
  await server.call("POST", "/monitoring/alerts", {
    endpoint_id: last,
    alert_type: "traffic",
    condition: "lt",
    threshold: 1,
    for_seconds: 0,
    min_samples: 0,
    no_data: "alerting",
    severity: "critical",
  });
  await server.call("POST", "/feedback", {
    endpoint_id: last,
    input_text: "row",
    output_text: "benign",
    rating: "positive",
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

const rowOf = (page: Page, table: string, name: string) =>
  page.getByTestId(table).getByTestId("row").filter({ hasText: name });

it("counts all endpoints, and the last by name is first while its alert fires", async () => {
  const { page, errors } = await open(browser, server, "/monitor");
  const first = page.getByTestId("fleet").getByTestId("row").first();
  // Rules are evaluated once a minute.
  await expect.poll(() => first.innerText(), { timeout: 120_000 }).toContain("firing");
  await expect.poll(() => first.getByRole("link").getAttribute("aria-label")).toBe(last);
  const stats = () => page.getByTestId("fleet-stats").innerText();
  await expect.poll(stats).toMatch(/Endpoints\n301/);
  await expect.poll(stats).toMatch(/Alerts firing\n1\n1 endpoint/);
  await page.getByTestId("fleet-search").fill("BREAST");
  await expect.poll(() => page.getByTestId("fleet").getByTestId("row").count()).toBe(1);
  await expect.poll(() => page.getByTestId("fleet-stats").innerText()).toMatch(/Endpoints\n301/);
  await expect.poll(() => page.url()).toContain("q=BREAST");
  expect(errors).toEqual([]);
});

it("leads from a firing alert of the overview to it", async () => {
  const { page } = await open(browser, server, "/?q=" + last);
  const alerts = rowOf(page, "fleet-table", last).getByTestId("fleet-alerts");
  await expect.poll(async () => (await alerts.boundingBox())!.height).toBeGreaterThanOrEqual(24);
  await alerts.click();
  await expect.poll(() => page.url()).toContain("tab=alerts");
  await page.getByTestId("alerts-table").getByTestId("row").waitFor();
});

it("reads lines and satisfaction of what is on the screen, as one scrolls", async () => {
  const { page, errors } = await open(browser, server, "/");
  const asked = new Set<string>();
  page.on("request", (request) => {
    const id = /timeseries\/([^?]+)/.exec(request.url())?.[1];
    if (id) asked.add(id);
  });
  await page.reload();
  const table = page.getByTestId("fleet-table");
  const top = rowOf(page, "fleet-table", last);
  await expect.poll(() => top.innerText()).toContain("100 %");
  expect(asked.size).toBeLessThan(60);
  // The name comes after the first 40, which is as far as lines were once drawn.
  await table.evaluate((box) => (box.scrollTop = box.scrollHeight));
  const below = rowOf(page, "fleet-table", "298");
  await below.waitFor();
  await expect.poll(() => below.getByTestId("spark-requests").locator("path").count()).toBe(1);
  expect(asked.size).toBeLessThan(120);
  expect(errors).toEqual([]);
});

/** Cells whose text does not fit into them, names aside. */
const cutCells = (page: Page, table: string) =>
  page.getByTestId(table).evaluate((box) => {
    const room = box.getBoundingClientRect();
    return [...box.querySelectorAll<HTMLElement>("thead th, tbody td")]
      .filter(({ offsetWidth }) => offsetWidth > 0)
      .filter((cell) => {
        const { right } = cell.getBoundingClientRect();
        return cell.scrollWidth > cell.clientWidth || right > room.right + 1;
      })
      .slice(0, 5)
      .map((cell) => cell.innerText);
  });

for (const [path, table] of [
  ["/", "fleet-table"],
  ["/monitor", "fleet"],
] as const)
  it(`cuts no number of ${path} at any width, and leaves names room`, async () => {
    const { page } = await open(browser, server, path);
    const row = rowOf(page, table, endpoint);
    await row.waitFor();
    for (const width of [320, 640, 768, 1280, 1600]) {
      await page.setViewportSize({ width, height: 860 });
      await page.getByTestId(table).getByTestId("row").first().waitFor();
      await row.waitFor();
      await expect.poll(() => cutCells(page, table)).toEqual([]);
      const nameWidth = async () => (await row.locator("th").first().boundingBox())!.width;
      await expect
        .poll(nameWidth, { message: String(width) })
        .toBeGreaterThan(width < 700 ? 120 : 180);
      await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
      await screenshot(page, `fleet-${table}-${width}`, "light");
    }
    expect(await violations(page)).toEqual([]);
  });

it("shows drift, alerts and satisfaction when the numbers of requests cannot be read", async () => {
  const { page } = await open(browser, server, "/deploy");
  const failing = { status: 500, contentType: "application/json", body: '{"detail": "No disk."}' };
  await page.route("**/monitoring/metrics/**", (route) => route.fulfill(failing));
  await page.goto(`${server.url}/`);
  const top = rowOf(page, "fleet-table", last);
  await expect.poll(() => top.innerText()).toContain("100 %");
  await expect.poll(() => top.getByTestId("cell-failed").count()).toBe(3);
  const said = page.getByTestId("part-failed");
  await expect
    .poll(() => said.allInnerTexts())
    .toEqual([
      expect.stringContaining("Requests, p95 and errors: No disk."),
      expect.stringContaining("Lines of requests and p95: No disk."),
    ]);
  await page.unroute("**/monitoring/metrics/**");
  await said.first().getByTestId("retry").click();
  await expect.poll(() => top.getByTestId("cell-failed").count()).toBe(0);

  await page.route("**/monitoring/health?**", (route) => route.fulfill(failing));
  await page.route("**/monitoring/alerts", (route) => route.fulfill(failing));
  await page.goto(`${server.url}/`);
  const row = rowOf(page, "fleet-table", endpoint);
  await page.getByTestId("fleet-search").fill(endpoint);
  await expect.poll(() => row.innerText()).toContain("req/min");
  await expect.poll(() => row.getByTestId("cell-failed").count()).toBe(2);
  const changes = page.getByTestId("changes");
  await changes.getByTestId("change").first().waitFor();
  await expect
    .poll(() => changes.getByTestId("part-failed").innerText())
    .toContain("Alerts: No disk.");
  await expect
    .poll(() => page.getByTestId("fleet").getByTestId("part-failed").innerText())
    .toContain("Drift and alerts: No disk.");
});

it("tells 201 models of one beginning apart", async () => {
  for (let at = 0; at < 201; ++at)
    await server.call("POST", "/deployment/models", {
      full_name: `main.team0.model_with_a_long_name_number_${at}`,
      description: "What it is for and who made it, in a sentence that has no end in sight.",
    });
  const { page } = await open(browser, server, "/models");
  const name = page.getByTestId("models-table").getByRole("link", { name: /number_101$/ });
  await name.waitFor();
  const beyond = () =>
    name.evaluate((link) => {
      const cell = link.closest("th")!;
      const text = document.createRange();
      text.selectNodeContents(link);
      return text.getBoundingClientRect().right - cell.getBoundingClientRect().right;
    });
  await expect.poll(beyond).toBeLessThanOrEqual(0);
});

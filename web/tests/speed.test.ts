// Long tables and many points. Times are told, not asserted: machines differ.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, open, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

it("holds few of 100,000 rows, and moves through all of them", async () => {
  const { page, errors } = await open(browser, server, "/gallery");
  const table = page.getByTestId("gallery-table");
  const rows = table.getByTestId("row");
  await rows.first().waitFor();
  await expect.poll(() => rows.count()).toBeLessThan(60);
  await table.evaluate((box) => (box.scrollTop = box.scrollHeight));
  await table.getByText("Row 99\u2009999", { exact: true }).waitFor();
  await expect.poll(() => rows.count()).toBeLessThan(60);
  const took = await table.evaluate(async (box) => {
    const frames: number[] = [];
    let before = performance.now();
    for (let at = 0; at < 60; ++at) {
      box.scrollTop = (box.scrollHeight * at) / 60;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      frames.push(now - before);
      before = now;
    }
    return frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.9)]!;
  });
  console.log(`a frame while scrolling 100,000 rows: ${took.toFixed(1)} ms (90 %)`);
  await page.getByTestId("sort-latency").click();
  await page.getByTestId("sort-latency").click();
  await table.evaluate((box) => (box.scrollTop = 0));
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByTestId("drawer").waitFor();
  expect(errors).toEqual([]);
});

it("draws ten charts of 1,500 points, which keys and tables can read", async () => {
  const { page, errors } = await open(browser, server, "/gallery");
  await expect.poll(() => page.locator(".chart canvas").count()).toBe(10);
  const paint = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  );
  console.log(`first contentful paint: ${paint?.toFixed(0)} ms`);
  const chart = page.getByTestId("chart-bands");
  await expect.poll(() => chart.getAttribute("aria-label")).toMatch(/^Latency\. p50: .* ms/);
  await chart.locator(".canvas").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => chart.getByRole("status").innerText()).toMatch(/p50 .*, p95 /);
  expect(await violations(page)).toEqual([]);
  await chart.getByTestId("chart-table").click();
  await expect.poll(() => chart.locator("tbody tr").count()).toBe(25);
  expect(errors).toEqual([]);
});

it("measures how long ten charts of 1,500 points take to draw, and computes no styles for each", async () => {
  const { page, errors } = await open(browser, server, "/gallery");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const recalculations = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "RecalcStyleCount")!.value;
  };
  await expect.poll(() => page.locator(".chart canvas").count()).toBe(10);
  const before = await recalculations();
  await page.getByTestId("gallery-measure").click();
  await page.getByTestId("gallery-speed").waitFor();
  const told = await page.getByTestId("gallery-speed").innerText();
  console.log(`ten charts of 1,500 points: ${told.replace(/\s+/g, " ")}`);
  expect(told).toMatch(/Median\n[\d.]+ m?s/);
  // 21 drawings of ten charts: one or two for each drawing and what a busy machine draws between them,
  // where each chart would make 250.
  expect((await recalculations()) - before).toBeLessThan(200);
  expect(errors).toEqual([]);
});

it("zooms the range of the whole page by a drag, and back undoes it", async () => {
  const { page } = await open(browser, server, "/gallery");
  // What is drawn above it moves it no more.
  await expect.poll(() => page.locator(".chart canvas").count()).toBe(10);
  const plot = page.getByTestId("chart-bands").locator(".u-over");
  await plot.waitFor();
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => page.url()).toMatch(/from=\d{4}-.*to=\d{4}-/);
  await page.goBack();
  await expect.poll(() => page.url()).not.toContain("from=");
});

// Every view in both themes: it shows what is there, nothing breaks, axe finds nothing, and it fits
// from a telephone to a wide screen.
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import {
  endpoint,
  keepFailure,
  launch,
  model,
  newContext,
  overflow,
  sample,
  screenshot,
  TestServer,
  themes,
  violations,
  visit,
  type Opened,
} from "./browser";
import { improvedOf, trainer } from "./improve_data";

const views = [
  { name: "overview", path: "/", ready: "fleet-table" },
  { name: "overview-past", path: "/?from=now-2h&to=now-1h", ready: "fleet-table" },
  { name: "endpoints", path: "/deploy", ready: "endpoints-table" },
  { name: "endpoint", path: `/deploy/${endpoint}`, ready: "timeline" },
  { name: "history", path: `/deploy/${endpoint}?tab=history`, ready: "revision" },
  { name: "playground", path: `/deploy/${endpoint}?tab=playground`, ready: "question" },
  { name: "validate", path: `/deploy/${endpoint}?tab=validate`, ready: "validate" },
  { name: "guardrails", path: `/deploy/${endpoint}?tab=guardrails`, ready: "guardrails" },
  { name: "endpoint-settings", path: `/deploy/${endpoint}?tab=settings`, ready: "split-editor" },
  { name: "wizard", path: `/deploy?new=1&model=${model}`, ready: "wizard-name" },
  { name: "upload", path: "/models?upload=1", ready: "upload-name" },
  { name: "version", path: `/models/${model}?version=1`, ready: "alias-name" },
  { name: "models", path: "/models", ready: "models-table" },
  { name: "model", path: `/models/${model}`, ready: "versions-table" },
  { name: "fleet", path: "/monitor", ready: "fleet" },
  { name: "metrics", path: `/monitor/${endpoint}?from=now-1h`, ready: "versions-table" },
  {
    name: "metrics-past",
    path: `/monitor/${endpoint}?from=now-1h&to=now-0s`,
    ready: "versions-table",
  },
  {
    name: "drift-past",
    path: `/monitor/${endpoint}?tab=drift&from=now-3h&to=now-1h`,
    ready: "drift-grid",
  },
  {
    name: "quality-past",
    path: `/monitor/${endpoint}?tab=quality&from=now-3h&to=now-1h`,
    ready: "quality-empty",
  },
  { name: "fleet-past", path: "/monitor?from=now-3h&to=now-1h", ready: "fleet-past" },
  { name: "drift", path: `/monitor/${endpoint}?tab=drift&from=now-3h`, ready: "drift-grid" },
  {
    name: "drift-feature",
    path: `/monitor/${endpoint}?tab=drift&feature=mean+radius`,
    ready: "drift-histogram",
  },
  { name: "quality", path: `/monitor/${endpoint}?tab=quality`, ready: "quality-accuracy" },
  { name: "endpoint-requests", path: `/monitor/${endpoint}?tab=requests`, ready: "log-table" },
  { name: "endpoint-alerts", path: `/monitor/${endpoint}?tab=alerts`, ready: "alerts-table" },
  { name: "request", path: "/monitor/requests?request={request}", ready: "request-explained" },
  { name: "requests", path: `/monitor/requests`, ready: "log-table" },
  { name: "alerts", path: "/monitor/alerts", ready: "alerts-table" },
  { name: "alert", path: "/monitor/alerts?alert={alert}", ready: "alert-part-now" },
  {
    name: "alert-deliveries",
    path: "/monitor/alerts?alert={alert}&part=deliveries",
    ready: "alert-part-deliveries",
  },
  { name: "alert-form", path: "/monitor/alerts?alert=new&from=now-1h", ready: "backtest-fired" },
  { name: "improve", path: "/improve", ready: "feedback" },
  { name: "settings", path: "/settings", ready: "settings-server" },
  { name: "channels", path: "/settings/channels", ready: "channels" },
  { name: "channel-form", path: "/settings/channels?new=1", ready: "channel-save" },
  { name: "channel", path: "/settings/channels?channel={channel}", ready: "channel-test" },
  { name: "scores", path: "/settings/scores", ready: "scores" },
  { name: "score-form", path: "/settings/scores?new=1", ready: "score-form" },
  { name: "policy", path: "/settings/privacy", ready: "policy" },
  { name: "retention", path: "/settings/retention", ready: "retention-save" },
  { name: "storage", path: "/settings/storage", ready: "storage-table" },
  { name: "inbox-item", path: "/improve?item={item}", ready: "detail" },
  { name: "statistics", path: "/improve/statistics", ready: "by-version" },
  { name: "sheets", path: "/improve/sheets", ready: "sheets-table" },
  { name: "sheet-form", path: "/improve/sheets?new=1", ready: "sheet-name" },
  { name: "sheet", path: "/improve/sheets/{sheet}?row={row}", ready: "row-detail" },
  { name: "add-rows", path: "/improve/sheets/{sheet}?add=1", ready: "new-prompt" },
  { name: "sheet-settings", path: "/improve/sheets/{sheet}?tab=settings", ready: "sheet-settings" },
  { name: "export-form", path: "/improve/sheets/{sheet}?export=new", ready: "format-preview" },
  { name: "export", path: "/improve/sheets/{sheet}?export={export}", ready: "safety-report" },
  { name: "exports", path: "/improve/sheets/{sheet}?tab=exports", ready: "exports-table" },
  { name: "queues", path: "/improve/queues", ready: "queues-table" },
  { name: "queue-form", path: "/improve/queues?new=1", ready: "queue-name" },
  { name: "queue", path: "/improve/queues/{queue}", ready: "judge" },
  { name: "queue-progress", path: "/improve/queues/{queue}?tab=progress", ready: "by-reviewer" },
  { name: "training", path: "/improve/training", ready: "jobs-table" },
  { name: "job", path: "/improve/training?job={job}", ready: "job-events" },
  { name: "job-form", path: "/improve/training?job=new", ready: "job-model" },
  { name: "gaps", path: "/improve/gaps", ready: "gaps-table" },
  { name: "gap", path: "/improve/gaps?gap={gap}", ready: "gap-status" },
  { name: "trigger", path: "/improve/gaps?trigger={trigger}", ready: "firing" },
  { name: "trigger-form", path: "/improve/gaps?trigger=new", ready: "trigger-min_rows" },
  { name: "privacy", path: "/improve/privacy", ready: "receipts-table" },
  { name: "receipt", path: "/improve/privacy?receipt={receipt}", ready: "receipt" },
  { name: "lineage", path: "/improve/lineage?kind=row&id={row}", ready: "lineage-picture" },
  { name: "lineage-empty", path: "/improve/lineage", ready: "lineage-beginnings" },
  { name: "not-found", path: "/nowhere", ready: "not-found" },
  { name: "settings-not-found", path: "/settings/nowhere", ready: "not-found" },
];

let server: TestServer;
let browser: Browser;
/** What stands in braces in the paths. */
const made: Record<string, string> = {};
const filled = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => made[name]!);

beforeAll(async () => {
  [server, browser] = await Promise.all([
    new TestServer(["--sample", sample, ...trainer]).start(),
    launch(),
  ]);
  const ids = await server.traffic(60);
  const judge = (at: number, rating: string) =>
    server.call("POST", "/feedback", {
      endpoint_id: endpoint,
      input_text: "row",
      output_text: "benign",
      rating,
      request_id: ids[at],
    });
  for (let i = 0; i < 8; ++i) await judge(i, i < 6 ? "positive" : "negative");
  await server.call("POST", "/monitoring/labels", {
    endpoint_id: endpoint,
    labels: ids.slice(0, 40).map((request_id, at) => ({
      request_id,
      label: at % 3 === 0 ? "malignant" : "benign",
    })),
  });
  const alert = await server.call<{ id: string }>("POST", "/monitoring/alerts", {
    endpoint_id: endpoint,
    alert_type: "latency",
    threshold: 0.001,
  });
  const channel = await server.call<{ id: string }>("POST", "/monitoring/channels", {
    name: "team",
    type: "webhook",
    url: "https://hooks.example.com/abc",
  });
  const { items: logged } = await server.call<{ items: { id: string }[] }>(
    "GET",
    `/monitoring/requests?endpoint_id=${endpoint}`,
  );
  await server.call("POST", "/deployment/deploy", {
    model_name: model,
    model_version: "2",
    endpoint_name: endpoint,
    reason: "Try the newer one.",
  });
  const named = { alert: alert.id, channel: channel.id, request: logged[0]!.id };
  Object.assign(made, named, await improvedOf(server));
});

afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

/** One page for all views: what tells of accessibility is loaded and warm. */
let opened: Opened | null = null;

async function show(path: string): Promise<Opened> {
  opened ??= await visit(await newContext(browser), `${server.url}/nowhere`);
  opened.errors.length = 0;
  await opened.page.evaluate(async (to) => {
    window.history.pushState(null, "", to);
    window.dispatchEvent(new PopStateEvent("popstate"));
    await new Promise(requestAnimationFrame);
  }, path);
  return opened;
}

it.each(views)("$name is whole and accessible", async ({ name, path, ready }) => {
  const { page, errors } = await show(filled(path));
  onTestFailed(async () => {
    await keepFailure(page, name);
    opened = null;
    await page.context().close();
  });
  await page.emulateMedia({ colorScheme: "light" });
  await page.locator("[data-theme=light]").waitFor();
  await page.getByTestId(ready).first().waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("[data-theme=dark]").waitFor();
  expect(await violations(page, "colours"), "dark").toEqual([]);
  for (const width of [320, 768, 2560, 1280]) {
    await page.setViewportSize({ width, height: 860 });
    await expect.poll(() => overflow(page), { message: `${width} px wide` }).toBeLessThanOrEqual(0);
    for (const theme of themes) await screenshot(page, `${name}-${theme}-${width}`, theme);
  }
  expect(errors).toEqual([]);
});

it.each([320, 1000])(
  "its frame has names for all at %i px, where words are left out",
  async (width) => {
    const { page } = await show(`/monitor/${endpoint}`);
    await page.setViewportSize({ width, height: 860 });
    await page.getByTestId("range").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 860 });
  },
);

it("says at 320 px whether an alert fires, and of a registered endpoint that others serve it", async () => {
  const { page } = await show("/monitor/alerts");
  await page.setViewportSize({ width: 320, height: 860 });
  const state = (await page.getByTestId("alert-state").first().boundingBox())!;
  expect(state.x + state.width).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 860 });
  await show("/");
  await expect
    .poll(() => page.getByTestId("fleet-table").innerText())
    .toContain("Served elsewhere");
});

it("leaves no number alone in a row, and shows the whole address of an endpoint, at 768 px", async () => {
  const { page } = await show("/monitor");
  await page.setViewportSize({ width: 768, height: 1024 });
  await page.getByTestId("fleet-stats").waitFor();
  const tops = () =>
    page
      .getByTestId("fleet-stats")
      .locator(".stat")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  await expect.poll(async () => new Set(await tops()).size).toBe(2);
  expect((await tops()).filter((top, _, all) => top === all.at(-1))).toHaveLength(3);
  await show(`/deploy/${endpoint}`);
  const address = page.locator(".address code");
  await expect.poll(() => address.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  // Where there is room for both, buttons stand beside it.
  await page.setViewportSize({ width: 1280, height: 860 });
  const bottom = async (of: Locator) => {
    const { y, height } = (await of.boundingBox())!;
    return y + height;
  };
  const lead = page.locator(".view-head .lead");
  await expect
    .poll(async () => (await bottom(page.getByTestId("to-monitor"))) - (await bottom(lead)))
    .toBeLessThan(8);
});

it("says of numbers what they are of", async () => {
  const { page } = await show(filled("/monitor/requests?request={request}"));
  await page.getByText("1 row, ").waitFor();
  await show(`/monitor/${endpoint}?tab=quality`);
  await expect.poll(() => page.getByTestId("calibration").innerHTML()).toContain("Promised</text>");
});

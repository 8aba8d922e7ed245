// A slow network: what is not there yet is neither nothing nor old, and what is sent is sent once.
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, open, sample, TestServer } from "./browser";
import { improvedOf, trainer } from "./improve_data";

const latencyMs = 400;
const bytesPerSecond = 100 * 1024;

const views = [
  { path: "/deploy", ready: "endpoints-table" },
  { path: `/deploy/${endpoint}?tab=history`, ready: "revision" },
  { path: "/models", ready: "models-table" },
  { path: "/monitor", ready: "fleet" },
  { path: `/monitor/${endpoint}?from=now-1h`, ready: "chart-requests" },
  { path: `/monitor/${endpoint}?tab=drift`, ready: "drift-grid" },
  { path: `/monitor/${endpoint}?tab=quality`, ready: "quality" },
  { path: "/monitor/requests", ready: "log-table" },
  { path: "/monitor/alerts", ready: "alerts-table" },
  { path: "/improve", ready: "row" },
  { path: "/improve/statistics", ready: "by-version" },
  { path: "/improve/sheets", ready: "sheets-table" },
  { path: "/improve/queues", ready: "queues-table" },
  { path: "/improve/training", ready: "jobs-table" },
  { path: "/improve/gaps", ready: "triggers-table" },
  { path: "/improve/privacy", ready: "receipts-table" },
  { path: "/settings/scores", ready: "scores-table" },
];

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    new TestServer(["--sample", sample, ...trainer]).start(),
    launch(),
  ]);
  await server.traffic(20);
  await server.call("POST", "/monitoring/labels", {
    endpoint_id: endpoint,
    labels: [{ request_id: (await server.traffic(1))[0], label: "benign" }],
  });
  await server.call("POST", "/monitoring/alerts", {
    endpoint_id: endpoint,
    alert_type: "latency",
    threshold: 1_000,
  });
  await server.call("POST", "/monitoring/silences", {
    matchers: [{ label: "endpoint", value: endpoint }],
    duration_minutes: 60,
  });
  await server.call("POST", "/score-configs", { name: "tone", data_type: "boolean" });
  await improvedOf(server);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

interface Seen {
  hasSkeleton: boolean;
  /** Said to be empty, at any time (beside a list it is a hint); or counted as nothing while something was still read. */
  wrong: string[];
}
type Watching = typeof globalThis & { seen: Seen };

/** Notes whatever the page shows on its way. */
function watch(): void {
  const zeros = /\b0 (items|rows|gaps|shown|requests|endpoints|exports|jobs|alerts|judgements)\b/;
  const scope = globalThis as Watching;
  scope.seen = { hasSkeleton: false, wrong: [] };
  const look = () => {
    const { seen } = scope;
    const isReading = document.querySelector("main .skeleton") !== null;
    if (document.querySelector("main .skeleton > div")) seen.hasSkeleton = true;
    for (const empty of document.querySelectorAll("main .empty:not(aside .empty)"))
      seen.wrong.push(empty.textContent);
    const zero = zeros.exec(document.querySelector("main")?.textContent ?? "");
    if (isReading && zero) seen.wrong.push(zero[0]);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}

async function slow(page: Page, latency = latencyMs): Promise<void> {
  page.setDefaultTimeout(120_000);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
}

const seenOf = (page: Page): Promise<Seen> => page.evaluate(() => (globalThis as Watching).seen);

/** Follows a link inside the page, as a reader does. */
const go = (page: Page, path: string) =>
  page.evaluate((to) => {
    (globalThis as Watching).seen = { hasSkeleton: false, wrong: [] };
    window.history.pushState(null, "", to);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }, path);

it("shows that it is loading, never that there is nothing, and then what is there", async () => {
  const { page, errors } = await open(browser, server, "/nowhere");
  await slow(page);
  await page.addInitScript(watch);
  await page.goto(`${server.url}/`);
  await page.getByTestId("fleet-table").getByTestId("row").first().waitFor();
  expect(await seenOf(page), "/").toEqual({ hasSkeleton: true, wrong: [] });
  for (const { path, ready } of views) {
    await go(page, path);
    await page.getByTestId(ready).first().waitFor();
    await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
    expect(await seenOf(page), path).toEqual({ hasSkeleton: true, wrong: [] });
  }
  expect(errors).toEqual([]);
});

it("asks for drift once, and once more when told to, and shows the answer meanwhile", async () => {
  const { page } = await open(browser, server, "/nowhere");
  await page.getByTestId("view-title").waitFor();
  await slow(page, 150);
  const asked: string[] = [];
  page.on("request", (request: Request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (/\/monitoring\/drift\/[^/]+$/.test(pathname))
      asked.push(searchParams.get("comparison_hours") ?? "");
  });
  await go(page, `/monitor/${endpoint}?tab=drift`);
  await page.getByTestId("verdict").waitFor();
  expect(asked).toEqual(["24"]);
  await page.getByTestId("drift-cell").first().waitFor();
  const answered = page.waitForResponse(/\/monitoring\/drift-windows\//);
  await page.keyboard.press("r");
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  await expect.poll(() => page.getByTestId("verdict").count()).toBe(1);
  await answered;
  await expect.poll(() => page.getByTestId("verdict").count()).toBe(1);
  expect(asked).toEqual(["24", "24"]);
});

it("shows what it reads also where events come faster than answers", async () => {
  const { page } = await open(browser, server, "/nowhere");
  await page.getByTestId("view-title").waitFor();
  await slow(page, 3_000);
  let isOver = false;
  const traffic = (async () => {
    while (!isOver) await server.traffic(1);
  })();
  try {
    await go(page, `/monitor/${endpoint}?from=now-1h`);
    await page.getByTestId("realtime").getByText("req/").waitFor();
    await page.getByTestId("chart-requests").waitFor();
  } finally {
    isOver = true;
    await traffic;
  }
});

it("sends once what is clicked or entered twice", async () => {
  const { page } = await open(browser, server, "/settings/channels?new=1");
  await slow(page);
  const sent: string[] = [];
  page.on("request", (request: Request) => {
    if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
  });
  /** What does it twice has been answered when `after` is there. */
  const once = async (twice: () => Promise<void>, after: () => Promise<void>) => {
    sent.length = 0;
    await twice();
    await after();
    expect(sent).toHaveLength(1);
  };
  const toast = (text: string) => () => page.getByTestId("toast").getByText(text).waitFor();

  await page.getByTestId("channel-name").fill("twice");
  await page.getByTestId("channel-url").fill("https://hooks.example.com/abc");
  await once(() => page.getByTestId("channel-save").dblclick(), toast("twice is saved"));

  await go(page, "/improve/sheets?new=1");
  await page.getByTestId("sheet-name").fill("Entered twice");
  const enter = async () => {
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
  };
  await once(enter, () => page.waitForURL("**/improve/sheets/*"));

  await go(page, `/deploy/${endpoint}?tab=playground`);
  await page.getByTestId("question").waitFor();
  await once(
    () => page.getByTestId("playground-send").dblclick(),
    () => page.getByTestId("thumb-up").waitFor(),
  );
  await once(() => page.getByTestId("thumb-up").dblclick(), toast("Kept"));

  await go(page, "/improve/gaps");
  await page.getByTestId("trigger-delete").click();
  await once(
    () => page.getByTestId("confirm-do").dblclick(),
    toast("The trigger and its firings are deleted."),
  );
});

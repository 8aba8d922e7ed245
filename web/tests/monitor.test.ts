// The story of whoever is on call: query, drift, alert, acknowledge, roll back; and how the views of
// monitoring behave when they are used.
import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import {
  endpoint,
  heldOut,
  launch,
  model,
  open,
  screenshot,
  TestServer,
  violations,
} from "./browser";

/** Windows of five minutes pass in fifteen seconds; intervals keep their lengths. */
const library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const speed = 20;
const fastClock = {
  LD_PRELOAD: library,
  FAKETIME: `+0 x${speed}`,
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
};
const toInches = 1 / 2.54;

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

it.runIf(existsSync(library))(
  "finds drift by its alert, takes it on and goes back to the version before",
  async () => {
    const fast = await new TestServer(undefined, fastClock).start();
    onTestFinished(() => fast.remove());
    const { page, errors } = await open(browser, fast, `/monitor/${endpoint}?tab=alerts&alert=new`);
    await page.getByTestId("alert-alert_type").selectOption("drift");
    await page.getByTestId("alert-threshold").fill("0.2");
    await page.getByTestId("alert-for_seconds").fill("0");
    await page.getByTestId("alert-name").fill("Units of the scanner");
    await expect.poll(() => text(page, "backtest-fired")).toContain("0 times");
    await page.getByTestId("alert-save").click();
    await expect.poll(() => text(page, "alerts-table")).toContain("Units of the scanner");

    await fast.call("POST", "/deployment/deploy", {
      model_name: model,
      model_version: "2",
      endpoint_name: endpoint,
      wait: 30,
    });
    await page.getByTestId("alerts-table").getByTestId("row").first().click();
    const asked = async () => {
      await fast.traffic(heldOut().length, toInches);
      return text(page, "alert-state");
    };
    await expect.poll(asked, { timeout: 120_000, interval: 1_000 }).toBe("Firing");
    await expect.poll(() => text(page, "alert-message")).toContain("drift");
    await page.getByTestId("alert-part-timeline").click();
    await expect.poll(() => text(page, "alert-timeline")).toContain("firing");
    await page.getByTestId("alert-acknowledge").click();
    await page.getByTestId("alert-part-now").click();
    await expect.poll(() => text(page, "alert-status")).toBe("acknowledged");
    await page.getByTestId("close").click();

    await page.getByTestId("tab-drift").click();
    await expect.poll(() => text(page, "verdict")).toBe("Drift");
    await page.getByTestId("drift-row").first().getByTestId("drift-cell").first().click();
    await page.getByTestId("drift-histogram").waitFor();
    await expect
      .poll(async () => (await text(page, "feature-explanation")).length)
      .toBeGreaterThan(20);
    await screenshot(page, "story-drift", "light");
    await page.keyboard.press("Escape");

    await page.getByTestId("to-history").click();
    await page.getByTestId("revision").nth(1).getByTestId("roll-back").click();
    await page.getByTestId("confirm-do").click();
    const newest = page.getByTestId("revision").first();
    await expect.poll(() => newest.getAttribute("data-revision")).toBe("3");
    await expect.poll(() => newest.innerText()).toContain("version 1");
    // What changed between its reading and the click is acknowledged at the second try.
    expect(errors.filter((one) => !/ 412 .*\/acknowledge$/.test(one))).toEqual([]);
  },
  180_000,
);

it("shows the numbers of an endpoint, its spread of times by keys and as a table", async () => {
  const { page, errors } = await open(browser, server, `/monitor/${endpoint}?from=now-1h`);
  await expect.poll(() => text(page, "stat-requests")).toMatch(/^Requests\n8\d/);
  const heat = page.getByTestId("chart-heat");
  await expect.poll(() => heat.getAttribute("aria-label")).toContain("Most requests took");
  await heat.getByRole("application").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => heat.getByRole("status").innerText()).toMatch(/request/);
  await heat.getByTestId("chart-table").click();
  await heat.getByRole("table").waitFor();
  await page.getByTestId("interval-p95").click();
  await page.getByTestId("scale-log").click();
  await expect.poll(() => page.url()).toContain("interval=p95&scale=log");
  await expect.poll(() => page.getByTestId("chart-latency").innerText()).toContain("from");
  await page.getByTestId("markers-off").click();
  await expect.poll(() => page.url()).toContain("markers=off");
  await expect.poll(() => page.getByTestId("health-card").innerText()).toContain("100");
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
});

it("counts on the overview what was served in a range that has ended", async () => {
  const rate = async (from: string, to: string) => {
    const { page } = await open(browser, server, `/?from=${from}&to=${to}`);
    const row = page.getByTestId("fleet-table").getByTestId("row").first();
    await row.getByText("req/min").waitFor();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    return parseFloat(/([\d.]+) req\/min/.exec(await row.innerText())![1]!);
  };
  expect(await rate("now-2h", "now-1h")).toBe(0);
  expect(await rate("now-1h", "now-0s")).toBeGreaterThan(1);
});

it("shows of a range that has ended what was so then, and says what is of now", async () => {
  const { page, errors } = await open(browser, server, "/nowhere");
  const look = (tab: string, from = "now-2h", to = "now-1h") =>
    page.goto(`${server.url}/monitor/${endpoint}?tab=${tab}&from=${from}&to=${to}`);
  // Nothing was asked then; what was asked since is not told as if it were of then.
  await look("metrics");
  await expect.poll(() => text(page, "stat-requests")).toMatch(/^Requests\n0\n/);
  await expect.poll(() => text(page, "stat-p95")).toBe("p95\n–");
  await page.getByTestId("aside-is-now").waitFor();
  await page.getByTestId("head-is-now").waitFor();
  await look("metrics", "now-1h", "now-0s");
  await expect.poll(() => text(page, "stat-requests")).toMatch(/^Requests\n[1-9]/);
  await expect.poll(() => text(page, "stat-p95")).toMatch(/^p95\n[\d.]+ .?s\n.+s to .+s$/);
  await page.getByTestId("versions-table").getByText("100 %").waitFor();
  expect(await violations(page)).toEqual([]);

  await look("drift");
  await expect.poll(() => text(page, "verdict")).toBe("Too few rows");
  const heads = page.getByTestId("drift-grid").locator("thead th");
  await expect.poll(() => heads.count()).toBe(2 + 12);
  await look("drift", "now-300d", "now-200d");
  await expect.poll(() => heads.count()).toBe(2 + 48);

  await look("requests");
  await page.getByTestId("request-log").getByText("No request fits").waitFor();

  await look("quality");
  await page.getByTestId("quality-empty").waitFor();
  await expect.poll(() => text(page, "coverage")).toMatch(/Served rows\n0\n/);

  await page.goto(`${server.url}/monitor?from=now-2h&to=now-1h`);
  await page.getByTestId("fleet-past").waitFor();
  await page.getByTestId("fleet").getByTestId("row").first().waitFor();
  await page.getByTestId("sort-requests").waitFor();
  await expect
    .poll(() => page.getByTestId("fleet").locator("tbody td").nth(3).innerText())
    .toBe("0");
  expect(errors).toEqual([]);

  await look("drift", "now-20d", "now-479h");
  await expect.poll(() => heads.count()).toBe(2 + 6);
  await page.getByTestId("level-5m").click();
  await page.getByText("no longer kept").waitFor();
});

it("moves in the drift grid by arrows, and opens histograms of one feature", async () => {
  const { page } = await open(browser, server, `/monitor/${endpoint}?tab=drift`);
  const cell = page.getByTestId("drift-cell").first();
  await cell.focus();
  await page.keyboard.press("ArrowDown");
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  const second = await page.getByTestId("drift-row").nth(1).getAttribute("data-feature");
  await expect.poll(() => focused()).toContain(`${second}, the whole range`);
  await page.keyboard.press("Enter");
  await page.getByTestId("drift-histogram").waitFor();
  const icon = page.getByTestId("drift-histogram").getByRole("button").locator("svg");
  const { width, height } = (await icon.boundingBox())!;
  expect(width).toBe(height);
  await page.getByTestId("look-count").click();
  await expect.poll(() => text(page, "drift-histogram")).toContain("Rows");
  await page.getByTestId("look-cdf").click();
  const summary = await page.getByTestId("drift-cdf").getAttribute("aria-label");
  expect(summary).toContain("Farthest apart");
  await page.keyboard.press("Escape");
  await page.getByTestId("drift-feature").waitFor({ state: "detached" });
  await page.getByTestId("drift-baseline").selectOption("window");
  await expect.poll(() => page.url()).toContain("baseline=window");
});

it("says how often a rule would have fired, and what the server refuses", async () => {
  const { page } = await open(browser, server, "/monitor/alerts?alert=new&from=now-1h");
  await page.getByTestId("alert-alert_type").selectOption("error_rate");
  await page.getByTestId("alert-threshold").fill("5");
  await page.getByTestId("alert-preview").getByRole("alert").waitFor();
  await page.getByTestId("alert-save").click();
  await page.getByTestId("alert-threshold-error").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("alert-alert_type").selectOption("latency");
  await page.getByTestId("alert-threshold").fill("0.001");
  await page.getByTestId("alert-for_seconds").fill("0");
  await expect.poll(() => text(page, "backtest-fired")).toContain("1 time");
  await page.getByTestId("alert-name").fill("Slow");
  await page.getByTestId("alert-save").click();
  await expect.poll(() => text(page, "alerts-table")).toContain("Slow");

  // Who resolves it before it was evaluated for the first time sees it fire after that.
  await expect.poll(() => text(page, "alerts-table")).toMatch(/firing/i);
  await page.getByTestId("row").first().click();
  await page.getByTestId("alert-silence").click();
  await page.getByTestId("silence-comment").fill("It is known.");
  await page.getByTestId("silence-save").click();
  await page.getByTestId("silence-form").waitFor({ state: "detached" });
  await page.getByTestId("alert-resolve").click();
  await expect.poll(() => text(page, "alert-status")).toBe("resolved");
  await page.getByTestId("close").click();
  await page.getByTestId("alerts-status").selectOption("active");
  await expect.poll(() => page.url()).toContain("status=active");
  await page.getByTestId("alerts").getByText("None fits").waitFor();
  await page.reload();
  await page.getByTestId("silence-end").click();
  await page.getByTestId("silence").waitFor({ state: "detached" });
});

it("keeps what it shows when the server fails, says so, and goes on by a retry", async () => {
  const { page } = await open(browser, server, `/monitor/${endpoint}?tab=requests`);
  await page.getByTestId("log-table").waitFor();
  const problem = { status: 500, json: { detail: "The store is away.", code: "internal" } };
  await page.route("**/api/v1/monitoring/**", (route) => route.fulfill(problem));
  await page.getByTestId("log-status").selectOption("2xx");
  await page.getByTestId("request-log").getByText("The store is away.").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.unroute("**/api/v1/monitoring/**");
  await page.getByTestId("retry").first().click();
  await page.getByTestId("log-table").waitFor();
});

/** What was served elsewhere, so many hours ago. */
async function elsewhere(requests: number, hoursAgo: number): Promise<void> {
  for (let i = 0; i < requests; ++i)
    await server.call("POST", "/monitoring/metrics/ingest", {
      endpoint_id: endpoint,
      latency_ms: 30 + i,
      model_version: "1",
      status_code: i === 0 ? 500 : 200,
      input_tokens: 100,
      output_tokens: 20,
      cost_dollars: 0.01,
      timestamp: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
    });
}

it("compares with the period before, in lines, words and tables", async () => {
  await elsewhere(7, 36);
  const { page, errors } = await open(browser, server, `/monitor/${endpoint}`);
  await page.getByTestId("compare-previous").click();
  await expect.poll(() => text(page, "compared")).toMatch(/^Dashed: \d\d-\d\d .+ before\.$/);
  await expect.poll(() => page.url()).toContain("compare=previous");
  const chart = (of: string) => page.getByTestId(`chart-${of}`);
  for (const [of, named] of [
    ["requests", "previous"],
    ["errors", "previous, all"],
    ["latency", "p95 previous"],
  ] as const) {
    await expect.poll(() => chart(of).locator(".legend").innerText()).toContain(named);
    await expect.poll(() => chart(of).getAttribute("aria-label")).toContain(`${named}: `);
    await chart(of).getByTestId("chart-table").click();
    await chart(of).getByRole("columnheader", { name: named, exact: true }).waitFor();
  }
  // The newest bucket is not over: no fall.
  const newest = chart("requests").locator("tbody tr").first();
  await expect.poll(() => newest.innerText()).toContain("until now");
  await expect.poll(() => text(page, "stat-requests")).toMatch(/previous 7$/);
  await expect.poll(() => text(page, "stat-errors")).toMatch(/previous 14.29 %$/);
  await chart("requests").getByTestId("chart-table").click();
  await screenshot(page, "monitor-compared", "light");
  expect(await violations(page)).toEqual([]);

  await page.getByTestId("tab-quality").click();
  await page.getByTestId("tab-metrics").click();
  await page.getByTestId("compared").waitFor();
  await page.getByTestId("compare-off").click();
  await page.getByTestId("compared").waitFor({ state: "detached" });
  await expect.poll(() => chart("requests").getAttribute("aria-label")).not.toContain("previous");
  await page.goto(`${server.url}/monitor/${endpoint}?compare=previous&from=now-600d`);
  await expect.poll(() => text(page, "compared")).toContain("no longer kept");
  expect(errors).toEqual([]);
});

it("tells versions of one number apart, and what was said of an answer", async () => {
  await elsewhere(2, 0);
  const [asked] = await server.traffic(1);
  await server.call("POST", "/feedback", {
    endpoint_id: endpoint,
    request_id: asked,
    input_text: "A scan.",
    output_text: "malignant",
    rating: "negative",
    feedback_text: "It was benign.",
  });
  const { page } = await open(browser, server, `/monitor/${endpoint}?from=now-1h`);
  const legend = page.getByTestId("chart-version-requests").locator(".legend");
  await expect.poll(() => legend.innerText()).toContain("v1, served elsewhere");
  await expect.poll(() => legend.innerText()).toContain("v1, breast_cancer-1");
  await expect.poll(() => text(page, "chart-tokens")).toMatch(/in [\d\s.]+\/min$/);
  await expect.poll(() => text(page, "chart-cost")).toMatch(/cost \$[\d\s.]+\/h$/);
  await page.getByTestId("tab-requests").click();
  await page.getByTestId("log-status").selectOption("2xx");
  await page.getByTestId("log-table").getByTestId("row").first().click();
  await expect.poll(() => text(page, "request-feedback")).toContain("It was benign.");
});

it("acknowledges what changed meanwhile if it still makes sense, and says why not", async () => {
  const made = await server.call<{ id: string }>("POST", "/monitoring/alerts", {
    endpoint_id: endpoint,
    alert_type: "latency",
    threshold: 0.001,
    for_seconds: 0,
    name: "Changing",
  });
  const address = `/monitoring/alerts/${made.id}`;
  const { page } = await open(browser, server, `/monitor/alerts?alert=${made.id}`);
  const once = (change: () => Promise<unknown>) =>
    page.route(
      `**/alerts/${made.id}/*`,
      async (route) => {
        await change();
        await route.continue();
      },
      { times: 1 },
    );
  await expect.poll(() => text(page, "alert-state")).toBe("Firing");
  await once(() => server.call("PATCH", address, { threshold: 0.002 }));
  await page.getByTestId("alert-acknowledge").click();
  await expect.poll(() => text(page, "alert-refused")).toContain("changed the rule");
  await expect.poll(() => text(page, "alert-state")).toBe("Firing");
  await once(() => server.call("PATCH", address, { runbook_url: "https://wiki.example.com" }));
  await page.getByTestId("alert-acknowledge").click();
  await expect.poll(() => text(page, "alert-status")).toBe("acknowledged");
  await expect.poll(() => page.getByTestId("alert-refused").count()).toBe(0);

  await page.getByTestId("alert-part-timeline").click();
  const event = page.locator("[data-testid=alert-event][data-event=acknowledged]");
  // The word itself: a box that is too narrow for it keeps its own width.
  const space = await event.evaluate((element) => {
    const word = document.createRange();
    word.selectNodeContents(element.firstElementChild!);
    const words = element.lastElementChild!.getBoundingClientRect();
    return words.left - word.getBoundingClientRect().right;
  });
  expect(space).toBeGreaterThan(8);
  await screenshot(page, "alert-timeline", "light");
});

it("has a field for a feature only where features are watched", async () => {
  const { page } = await open(browser, server, "/monitor/alerts?alert=new");
  await page.getByTestId("alert-alert_type").selectOption("drift");
  await page.getByTestId("alert-metric").fill("mean radius");
  await page.getByTestId("alert-alert_type").selectOption("traffic");
  await page.getByTestId("alert-metric").waitFor({ state: "detached" });
});

it("judges the rows of one version alone, where several are served", async () => {
  const version = { model_name: model, model_version: "1" };
  await server.call("POST", "/deployment/deploy", { ...version, endpoint_name: "two" });
  const names = ["v1", "v2"];
  await server.call("PUT", "/deployment/endpoints/two/config", {
    served_entities: names.map((name) => ({ ...version, name, model_version: name[1] })),
    traffic: names.map((name) => ({ served_entity_name: name, traffic_percentage: 50 })),
  });
  const { page, errors } = await open(browser, server, "/monitor/two?tab=drift");
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));
  await page.getByTestId("drift-version").selectOption("2");
  await expect
    .poll(() => asked.filter((url) => url.includes("model_version=2")).length)
    .toBeGreaterThanOrEqual(2);
  expect(page.url()).toContain("version=2");
  await page.getByTestId("drift-panel").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(errors).toEqual([]);
});

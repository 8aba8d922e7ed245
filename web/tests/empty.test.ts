// Empty views: the command that each shows works when it is pasted, and then the view is not empty.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { endpoint, launch, open, sample, TestServer } from "./browser";
import { sheetOf, trainer } from "./improve_data";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([
    new TestServer(["--sample", sample, ...trainer]).start(),
    launch(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

/** Runs the command of an empty state as a shell does, and gives what was answered. */
async function paste(page: Page, within: string): Promise<Record<string, unknown>> {
  const at = `[data-testid=${within}]`;
  const code = page.locator(`${at} .empty pre, ${at}.empty pre`).first();
  await code.waitFor();
  const command = `${await code.innerText()} -w '\n%{http_code}'`;
  const { stdout } = await promisify(execFile)("bash", ["-c", command]);
  const [body, status] = [stdout.slice(0, -4), stdout.slice(-3)];
  expect(Number(status), `${command}\n${body}`).toBeLessThan(300);
  return JSON.parse(body) as Record<string, unknown>;
}

const views = [
  { path: "/monitor/requests", within: "request-log", then: "log-table" },
  { path: `/monitor/${endpoint}?tab=quality`, within: "quality", then: "quality-accuracy" },
  { path: "/monitor/alerts", within: "alerts", then: "alerts-table" },
  { path: "/monitor/alerts", within: "silences", then: "silence" },
  { path: "/improve/statistics", within: "no-statistics", then: "by-version" },
  { path: "/improve/sheets", within: "sheets", then: "sheets-table" },
  { path: "/improve/queues", within: "queues", then: "queues-table" },
  { path: "/improve/gaps", within: "triggers", then: "triggers-table" },
  { path: "/settings/scores", within: "scores", then: "scores-table" },
  { path: "/settings/channels", within: "channels", then: "channels-table" },
];

it.each(views)(
  "$within of $path have a command that fills them",
  async ({ path, within, then }) => {
    const { page } = await open(browser, server, path);
    await paste(page, within);
    await page.getByTestId(then).first().waitFor();
  },
);

it("looks for gaps, tests a channel, exports a sheet and trains by the commands it shows", async () => {
  const { page } = await open(browser, server, "/improve/gaps");
  expect(await paste(page, "gaps")).toMatchObject({ status: "requested" });

  const { id: channel } = await server.call<{ id: string }>("POST", "/monitoring/channels", {
    name: "team",
    type: "webhook",
    url: "https://hooks.example.com/abc",
  });
  await page.goto(`${server.url}/settings/channels?channel=${channel}`);
  expect(await paste(page, "channel")).toMatchObject({ event: "test" });

  const sheet = await sheetOf(server, "Answers", 12);
  await page.goto(`${server.url}/improve/sheets/${sheet}?tab=exports`);
  await paste(page, "exports");
  await page.getByTestId("exports-table").waitFor();

  await page.goto(`${server.url}/improve/training`);
  await paste(page, "jobs");
  await page.getByTestId("jobs-table").waitFor();
});

it("shows all again where nothing fits", async () => {
  const { page } = await open(browser, server, "/improve/gaps?status=resolved");
  await page.getByTestId("gaps").getByTestId("show-all").click();
  await expect.poll(() => new URL(page.url()).search).not.toContain("status");
  for (const [path, table] of [
    ["/?q=nowhere", "fleet-table"],
    ["/monitor?q=nowhere", "fleet"],
    ["/deploy?q=nowhere", "endpoints-table"],
    ["/monitor/requests?status=504", "log-table"],
  ] as const) {
    await page.goto(server.url + path);
    await page.getByTestId("show-all").click();
    await page.getByTestId(table).waitFor();
  }
});

it("makes the first endpoint of a model that is registered, and names a trainer where there is none", async () => {
  const bare = await new TestServer(["--sample", sample]).start();
  onTestFinished(() => bare.remove());
  const { page } = await open(browser, bare, "/improve/training");
  await paste(page, "jobs");
  const { items } = await bare.call<{ items: { name: string }[] }>("GET", "/training/trainers");
  expect(items.map(({ name }) => name)).toEqual(["my-trainer"]);
  await bare.call("DELETE", `/deployment/endpoints/${endpoint}`);
  for (const [path, within] of [
    ["/deploy", "endpoints"],
    ["/monitor", "health"],
    ["/improve", "feedback"],
    ["/monitor/alerts", "alerts"],
  ] as const) {
    await page.goto(bare.url + path);
    await expect
      .poll(() => page.getByTestId(within).locator(".empty pre").innerText())
      .toContain("deployment/deploy");
  }
  await page.goto(`${bare.url}/deploy`);
  await paste(page, "endpoints");
  await page.getByTestId("endpoints-table").waitFor();
});

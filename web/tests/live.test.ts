// The page moves by itself: events are shown, a restarted server is found, tabs share a stream.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, open, TestServer } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

it("shows what changes without being asked, and reconnects after kill -9", async () => {
  const { page, errors } = await open(browser, server, "/deploy");
  const live = page.getByTestId("live");
  await page.getByRole("link", { name: endpoint, exact: true }).waitFor();
  await expect.poll(() => live.getAttribute("data-state")).toBe("live");
  await server.call("POST", "/deployment/deploy", {
    model_name: "main.examples.breast_cancer",
    model_version: "2",
    endpoint_name: "second",
  });
  await page.getByRole("link", { name: "second", exact: true }).waitFor();

  await server.stop("SIGKILL");
  await expect.poll(() => live.getAttribute("data-state")).toBe("offline");
  await page.getByRole("link", { name: "second", exact: true }).waitFor();
  await server.start();
  // Who has tried often waits up to 13 s before the next try.
  await expect.poll(() => live.getAttribute("data-state"), { timeout: 60_000 }).toBe("live");
  await server.call("DELETE", "/deployment/endpoints/second");
  await page.getByRole("link", { name: "second", exact: true }).waitFor({ state: "detached" });
  const thrown = errors.filter((text) => !/ERR_|Failed to load resource/.test(text));
  expect(thrown).toEqual([]);
});

it("reads one stream for two tabs, and the second goes on when the first is closed", async () => {
  const context = await browser.newContext();
  const streams: string[] = [];
  context.on("request", (request) => {
    if (request.url().endsWith("/api/v1/events")) streams.push(request.url());
  });
  const first = await open(browser, server, "/deploy", { context });
  await expect.poll(() => first.page.getByTestId("live").getAttribute("data-state")).toBe("live");
  const second = await open(browser, server, "/deploy", { context });
  await expect.poll(() => second.page.getByTestId("live").getAttribute("data-state")).toBe("live");
  expect(streams).toHaveLength(1);
  await first.page.close();
  await expect.poll(() => streams.length).toBe(2);
  await server.traffic(3);
  await expect.poll(() => second.page.getByTestId("status-bar").innerText()).toContain("just now");
});

it("stands still when it is paused", async () => {
  const [{ page }, other] = [
    await open(browser, server, "/deploy"),
    await open(browser, server, "/deploy"),
  ];
  const thirdOf = (of: Page) => of.getByRole("link", { name: "third", exact: true });
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("live");
  await expect.poll(() => other.page.getByTestId("live").getAttribute("data-state")).toBe("live");
  await page.getByTestId("live").click();
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("paused");
  await server.call("POST", "/deployment/deploy", {
    model_name: "main.examples.breast_cancer",
    model_version: "2",
    endpoint_name: "third",
  });
  // By now whoever is not paused has seen it.
  await thirdOf(other.page).waitFor();
  await expect.poll(() => thirdOf(page).count()).toBe(0);
  await page.getByTestId("live").click();
  await thirdOf(page).waitFor();
});

it("reads nothing that an event had asked for before it was paused", async () => {
  const [{ page }, other] = [
    await open(browser, server, "/deploy"),
    await open(browser, server, "/deploy"),
  ];
  await page.clock.install();
  await page.reload();
  await page.getByRole("link", { name: endpoint, exact: true }).waitFor();
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("live");
  await expect.poll(() => other.page.getByTestId("live").getAttribute("data-state")).toBe("live");
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.clock.runFor(5_000);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await server.call("POST", "/deployment/deploy", {
    model_name: "main.examples.breast_cancer",
    model_version: "2",
    endpoint_name: "fourth",
  });
  await other.page.getByRole("link", { name: "fourth", exact: true }).waitFor();
  // The event is heard in the next frame, and what it asks for is due a second later.
  await page.clock.runFor(100);
  await page.getByTestId("live").click();
  await page.evaluate(() => fetch("/api/config").then((answer) => answer.text()));
  asked.length = 0;
  await page.clock.runFor(5_000);
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("paused");
  await page.evaluate(() => fetch("/api/config").then((answer) => answer.text()));
  expect(asked).toEqual(["/api/config"]);
});

// What is typed into forms stays as it is typed, and what is wrong with it stands at its field.
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

it("takes words with blanks and commas, key by key, and keeps them", async () => {
  const { page } = await open(browser, server, `/deploy/${endpoint}?tab=guardrails`);
  const words = page.getByTestId("guardrails-in-words");
  await words.pressSequentially("top secret, cheap");
  await expect.poll(() => words.inputValue()).toBe("top secret, cheap");
  await page.getByTestId("guardrails-store-only").click();
  await page.getByTestId("guardrails-save").click();
  const path = `/deployment/endpoints/${endpoint}/guardrails`;
  const kept = async () => {
    const { guardrails } = await server.call<{
      guardrails: { input_guardrails?: { invalid_keywords: string[] } } | null;
    }>("GET", path);
    return guardrails?.input_guardrails?.invalid_keywords;
  };
  await expect.poll(kept).toEqual(["top secret", "cheap"]);
});

it("shows a limit on calls as it is typed, and as enforced once it is", async () => {
  const { page } = await open(browser, server, `/deploy/${endpoint}?tab=guardrails`);
  await page.getByTestId("limit-add").click();
  await expect
    .poll(() => page.getByTestId("guardrails").getByText("Enforced", { exact: true }).count())
    .toBe(0);
  await page.getByTestId("limit-calls").fill("many");
  await page.getByTestId("guardrails-store-only").click();
  await page.getByTestId("guardrails-save").click();
  await expect
    .poll(() => page.getByTestId("limit-calls-error").innerText())
    .toBe("must be a whole number");
  await expect.poll(() => page.getByTestId("limit-calls").inputValue()).toBe("many");
});

it("opens the part of the alert form in which something is wrong", async () => {
  const { page } = await open(browser, server, "/monitor/alerts?alert=new");
  await page.getByTestId("alert-for_seconds").fill("5 min");
  await page.getByTestId("alert-threshold").fill("");
  await page.getByTestId("alert-form").getByText("More of the rule").click();
  await page.getByTestId("alert-min_samples").fill("few");
  await page.getByTestId("alert-form").getByText("More of the rule").click();
  await page.getByTestId("alert-save").click();
  for (const field of ["for_seconds", "threshold", "min_samples"])
    await page.getByTestId(`alert-${field}-error`).waitFor();
  expect(await violations(page)).toEqual([]);
});

it("scrolls the alert form once on a telephone", async () => {
  const { page } = await open(browser, server, "/monitor/alerts?alert=new", {
    width: 390,
    height: 844,
  });
  const form = page.getByTestId("alert-form");
  await form.getByTestId("preview-chart").waitFor();
  await expect
    .poll(() => form.evaluate((dialog) => dialog.scrollHeight - dialog.clientHeight))
    .toBe(0);
});

it("sends a form of many fields by Enter", async () => {
  const { page } = await open(browser, server, "/improve/sheets?new=1");
  await page.getByTestId("sheet-name").fill("By Enter");
  await page.getByTestId("sheet-name").press("Enter");
  await page.waitForURL("**/improve/sheets/*");
});

it("mutes an alert at night, and says which time is none", async () => {
  const { page } = await open(browser, server, "/monitor/alerts?alert=new");
  await page.getByTestId("alert-name").fill("Quiet at night");
  await page.getByTestId("alert-form").getByText("More of the rule").click();
  await page.getByTestId("mute-add").click();
  await page.getByTestId("mute-from").fill("10 pm");
  await page.getByTestId("mute-sat").check();
  await page.getByTestId("alert-save").click();
  await expect
    .poll(() => page.getByTestId("mute-from-error").innerText())
    .toContain("must be a time of day");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("mute-from").fill("22:00");
  await page.getByTestId("alert-save").click();
  await page.getByTestId("alert-form").waitFor({ state: "detached" });
  await page.getByTestId("row").first().click();
  await page.getByTestId("alert-edit").waitFor();
  await expect.poll(() => page.locator("dialog").innerText()).toContain("Sat 22:00–06:00 UTC");
  await page.getByTestId("alert-edit").click();
  await page.getByTestId("alert-form").getByText("More of the rule").click();
  await page.getByTestId("mute-remove").click();
  await page.getByTestId("alert-save").click();
  await page.getByTestId("alert-form").waitFor({ state: "detached" });
  const [alert] = await server.call<{ mute_windows: unknown[] }[]>("GET", "/monitoring/alerts");
  expect(alert!.mute_windows).toEqual([]);
});

it("does not keep for ever what was typed as no number of days", async () => {
  const { page } = await open(browser, server, "/settings/retention");
  await page.getByTestId("retention-request_log").fill("1.5");
  await page.getByTestId("retention-audit_log").fill("30 days");
  await page.getByTestId("retention-save").click();
  for (const table of ["request_log", "audit_log"])
    await expect
      .poll(() => page.getByTestId(`retention-${table}-error`).innerText())
      .toBe("must be a whole number");
});

it("makes a queue with a score, which keys give from item to item", async () => {
  await server.call("POST", "/score-configs", {
    name: "helpfulness",
    data_type: "numeric",
    min_value: 1,
    max_value: 5,
  });
  const { id: sheet } = await server.call<{ id: string }>("POST", "/training-sheets", {
    name: "To judge",
  });
  await server.call("POST", `/training-sheets/${sheet}/rows`, {
    rows: Array.from({ length: 20 }, (_, at) => ({ prompt: `Q ${at}`, response: `A ${at}` })),
  });
  const { page } = await open(browser, server, "/improve/queues?new=1");
  await page.getByTestId("queue-overlap").fill("two");
  await page.getByTestId("queue-make").click();
  await expect
    .poll(() => page.getByTestId("queue-name-error").innerText())
    .toContain("not be empty");
  await page.getByTestId("queue-overlap-error").waitFor();
  await page.getByTestId("queue-name").fill("By keys");
  await page.getByTestId("queue-overlap").fill("1");
  await page.getByTestId("queue-score").check();
  await page.getByTestId("queue-make").click();
  for (let at = 1; at <= 20; ++at) {
    await page.getByTestId("judge").getByText(`Item ${at}`, { exact: true }).waitFor();
    await page.keyboard.press(at % 2 === 0 ? "r" : "a");
    await page.keyboard.press("4");
    if (at % 2 === 0) {
      await page.keyboard.press("w");
      await page.keyboard.type("Not so.");
    }
    await page.keyboard.press("Control+Enter");
  }
  await page.getByTestId("queue-empty").waitFor();
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const judged = async () =>
    (await server.call<{ judgement_count: number }>("GET", `/review/queues/${id}`)).judgement_count;
  await expect.poll(judged).toBe(20);
});

it("keeps what is wrong at its field also when what is chosen from arrives later", async () => {
  const { page } = await open(browser, server, "/monitor/alerts");
  await page.getByTestId("alert-new").waitFor();
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/monitoring/health?**", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByTestId("alert-new").click();
  await page.getByTestId("alert-threshold").fill("");
  await page.getByTestId("alert-save").click();
  await page.getByTestId("alert-threshold-error").waitFor();
  release();
  await expect.poll(() => page.getByTestId("alert-endpoint_id").inputValue()).toBe(endpoint);
  expect(await page.getByTestId("alert-threshold-error").isVisible()).toBe(true);
});

it("keeps a message for as long as somebody points at it", async () => {
  const { page } = await open(browser, server, "/settings/retention");
  await page.clock.install();
  await page.reload();
  await page.getByTestId("retention-request_log").fill("9");
  await page.getByTestId("retention-save").click();
  const toast = page.getByTestId("toast");
  await toast.hover();
  await page.clock.runFor(60_000);
  expect(await toast.count()).toBe(1);
  await page.mouse.move(0, 0);
  await page.clock.runFor(10_000);
  await toast.waitFor({ state: "detached" });
});

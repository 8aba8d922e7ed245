// More feedback than one page of the API: all of it is listed, and all that fit are changed at once.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, open, TestServer, violations } from "./browser";
import { assistant, feedbackOf } from "./improve_data";

const items = 1_234;
/** Every third is rated down, which flags it. */
const negative = 411;

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer([]).start(), launch()]);
  await feedbackOf(server, items);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

/** Goes to the end of what is listed. */
const toEnd = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const box = document.querySelector("[data-testid=inbox-table]")!.closest(".table-box")!;
    box.scrollTop = box.scrollHeight;
  });

const total = async (query: string): Promise<number> =>
  (await server.call<{ total: number }>("GET", `/feedback?page_size=1&${query}`)).total;

it("goes on to the last of more than a thousand, over a page that could not be read", async () => {
  const { page } = await open(browser, server, "/improve", { width: 1440 });
  await page.getByTestId("inbox-table").waitFor();
  await page.route("**/api/v1/feedback?*cursor=*", (route) =>
    route.fulfill({ status: 503, contentType: "application/json", body: '{"detail": "busy"}' }),
  );
  await toEnd(page);
  await page.getByTestId("more-failed").waitFor();
  await expect.poll(() => page.getByTestId("more-failed").innerText()).toContain("busy");
  expect(await violations(page)).toEqual([]);
  await page.unroute("**/api/v1/feedback?*cursor=*");
  await page.getByTestId("more-failed").getByTestId("retry").click();
  await page.getByTestId("more-failed").waitFor({ state: "detached" });
  const ofEnd = async () => {
    await toEnd(page);
    return page.getByTestId("inbox-table").innerText();
  };
  await expect.poll(ofEnd, { interval: 150, timeout: 90_000 }).toContain("(order 1000)");
});

it("goes past the first pages by keys alone", async () => {
  const { page } = await open(browser, server, "/improve", { width: 1440 });
  await page.getByTestId("row").first().waitFor();
  const after20 = async () => {
    for (let i = 0; i < 20; ++i) await page.keyboard.press("j");
    return Number(await page.locator("tr.active").getAttribute("aria-rowindex"));
  };
  await expect.poll(after20, { timeout: 90_000 }).toBeGreaterThan(250);
  const at = await page.locator("tr.active").getAttribute("data-key");
  await expect.poll(() => page.url()).toContain(`item=${at}`);
});

it("says how many of all that fit would change, and changes them over all pages", async () => {
  const { page } = await open(browser, server, "/improve?rating=negative&bulk=1");
  const act = async (action: string, tag = "") => {
    await page.getByTestId("bulk-action").selectOption(action);
    if (tag) await page.getByTestId("bulk-tag").fill(tag);
    await page.getByTestId("bulk-dry").click();
    await page.getByTestId("bulk-tally").waitFor();
    await expect.poll(() => page.getByTestId("bulk-dry").isEnabled()).toBe(true);
    return page.getByTestId("bulk-tally").innerText();
  };
  expect(await act("flag")).toContain(`${negative} fit; 0 items would change`);
  await expect.poll(() => page.getByTestId("bulk-do").isDisabled()).toBe(true);
  expect(await act("unflag")).toContain(`${negative} fit; ${negative} items would change`);
  await page.getByTestId("bulk-do").click();
  await page.getByTestId("bulk").waitFor({ state: "detached" });
  await expect.poll(() => total("flagged_only=true")).toBe(0);

  await page.goto(`${server.url}/improve?endpoint=${assistant}&bulk=1`);
  await act("tag", "seen");
  await page.getByTestId("bulk-do").click();
  await page.getByTestId("bulk").waitFor({ state: "detached" });
  await expect.poll(() => total("tag=seen")).toBe(items);

  // Those that fit no longer fit once they are changed: none is left out for that.
  await page.goto(`${server.url}/improve?tag=seen&bulk=1`);
  await act("untag", "seen");
  await page.getByTestId("bulk-do").click();
  await page.getByTestId("bulk").waitFor({ state: "detached" });
  await expect.poll(() => total("tag=seen")).toBe(0);
});

it("un-votes all that fit", async () => {
  const { page } = await open(browser, server, "/improve?rating=negative&bulk=1");
  await page.getByTestId("bulk-action").selectOption("delete");
  await page.getByTestId("bulk-dry").click();
  await page.getByTestId("bulk-do").click();
  await page.getByTestId("bulk").waitFor({ state: "detached" });
  await expect.poll(() => total("")).toBe(items - negative);
  await expect
    .poll(() => page.getByTestId("feedback").innerText())
    .toContain("No feedback fits these filters");
});

// One endpoint's page: what is not changed stays, names tell the truth, what came of a click is seen.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, model, open, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

interface Served {
  name: string;
  entity_version: string;
  workload_size: string;
  scale_to_zero: boolean;
}

const served = async (name: string): Promise<Served[]> =>
  (
    await server.call<{ config: { served_entities: Served[] } }>(
      "GET",
      `/deployment/endpoints/${name}`,
    )
  ).config.served_entities;

const deploy = (name: string, settings: object = {}) =>
  server.call("POST", "/deployment/deploy", {
    model_name: model,
    model_version: "1",
    endpoint_name: name,
    wait: 60,
    ...settings,
  });

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? "");

it("deploys a version and leaves as it is what was not changed", async () => {
  await deploy("steady", { scale_to_zero: false, workload_size: "Medium" });
  const { page } = await open(browser, server, "/deploy/steady?new=1");
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  const zero = page.getByTestId("wizard-scale-to-zero");
  expect(await zero.getAttribute("aria-checked")).toBe("false");
  expect(await page.getByTestId("wizard-size").inputValue()).toBe("Medium");
  await page.getByTestId("wizard-plan").click();
  await expect.poll(() => page.getByTestId("plan-diff").innerText()).toContain("entity_version");
  expect(await page.getByTestId("plan-diff").innerText()).not.toContain("scale_to_zero");
  await page.getByTestId("wizard-deploy").click();
  const settings = { workload_size: "Medium", scale_to_zero: false };
  await expect
    .poll(() => served("steady"))
    .toMatchObject([{ entity_version: "2", name: "breast_cancer-2", ...settings }]);
});

it("starts with what is there also where the name is typed", async () => {
  await deploy("typed", { scale_to_zero: false });
  const { page } = await open(browser, server, `/deploy?new=1&model=${model}`);
  const zero = page.getByTestId("wizard-scale-to-zero");
  await expect.poll(() => zero.getAttribute("aria-checked")).toBe("true");
  await page.getByTestId("wizard-name").fill("Typed");
  await expect.poll(() => zero.getAttribute("aria-checked")).toBe("false");
});

it("shows the plan of a dry run in a low window, and keeps the keyboard there", async () => {
  const look = { height: 640 };
  const { page } = await open(browser, server, `/deploy/${endpoint}?new=1`, look);
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  const button = page.getByTestId("wizard-plan");
  await page.route("**/deployment/plan", async (route) => {
    await button.and(page.locator("[aria-busy=true]")).waitFor();
    expect(await focused(page)).toBe("wizard-plan");
    await route.continue();
  });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("plan").waitFor();
  await expect.poll(() => focused(page)).toBe("plan");
  const box = (await page.getByTestId("plan").boundingBox())!;
  const footer = (await button.boundingBox())!;
  expect(box.y + box.height).toBeLessThanOrEqual(footer.y);
  expect(await violations(page)).toEqual([]);

  await page.getByTestId("wizard-name").fill("-bad-");
  await button.click();
  await expect.poll(() => focused(page)).toBe("wizard-name");
});

it("records the answer of a thumb as clients do, to be corrected by typing over it", async () => {
  const { page } = await open(browser, server, `/deploy/${endpoint}?tab=playground`);
  await page.getByTestId("playground-send").click();
  const answer = await page.getByTestId("prediction").innerText();
  await page.getByTestId("thumb-down").click();
  await page.getByTestId("correction").waitFor();
  const heights = await Promise.all(
    ["correction", "correction-send"].map(async (testid) => {
      const box = (await page.getByTestId(testid).boundingBox())!;
      return box.y + box.height / 2;
    }),
  );
  expect(Math.abs(heights[0]! - heights[1]!)).toBeLessThan(2);
  const { items } = await server.call<{ items: { id: string; output_text: string }[] }>(
    "GET",
    `/feedback?endpoint_id=${endpoint}`,
  );
  expect(items[0]!.output_text).toBe(answer);

  await page.goto(`${server.url}/improve?item=${items[0]!.id}`);
  await page.getByTestId("correct").click();
  await expect.poll(() => focused(page)).toBe("correction");
  await page.keyboard.type("unsure");
  expect(await page.getByTestId("correction").inputValue()).toBe("unsure");
});

// One endpoint's page: what is not changed stays, names tell the truth, what came of a click is seen.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, model, open, overflow, TestServer, violations } from "./browser";

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

const fits = async (page: Page) => {
  await page.setViewportSize({ width: 320, height: 860 });
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
};

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? "");

it("deploys a version and leaves as it is what was not changed", async () => {
  await deploy("steady", { scale_to_zero: false, workload_size: "Medium" });
  const { page } = await open(browser, server, "/deploy/steady?new=1");
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  const zero = page.getByTestId("wizard-scale-to-zero");
  await expect.poll(() => zero.getAttribute("aria-checked")).toBe("false");
  await expect.poll(() => page.getByTestId("wizard-size").inputValue()).toBe("Medium");
  await page.getByTestId("wizard-plan").click();
  await expect.poll(() => page.getByTestId("plan-diff").innerText()).toContain("Version of");
  await expect.poll(() => page.getByTestId("plan-diff").innerText()).not.toContain("Scale to zero");
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

it("names what is served by its version, and splits with one that is not served", async () => {
  await deploy("named");
  const { page } = await open(browser, server, "/deploy/named?tab=settings");
  const names = async () =>
    Promise.all((await page.getByTestId("split-name").all()).map((one) => one.inputValue()));
  await page.getByTestId("split-add").click();
  await expect.poll(() => names()).toEqual(["breast_cancer-1", "breast_cancer-2"]);
  await expect.poll(() => page.getByTestId("split-version").nth(1).inputValue()).toBe("2");
  await page.getByRole("button", { name: "Remove entity 2" }).click();
  await page.getByTestId("split-version").selectOption("2");
  await expect.poll(() => names()).toEqual(["breast_cancer-2"]);
  await page.getByTestId("split-save").click();
  await expect
    .poll(() => served("named"))
    .toMatchObject([{ name: "breast_cancer-2", entity_version: "2" }]);
  await page.locator(".lead").getByText("version 2").waitFor();
  await page.getByTestId("split-name").fill("champion");
  await page.getByTestId("split-version").selectOption("1");
  await expect.poll(() => names()).toEqual(["champion"]);
  expect(await violations(page)).toEqual([]);
});

it("shows the plan of a dry run in a low window, and keeps the keyboard there", async () => {
  const look = { height: 640 };
  const { page } = await open(browser, server, `/deploy/${endpoint}?new=1`, look);
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  const button = page.getByTestId("wizard-plan");
  await page.route("**/deployment/plan", async (route) => {
    await button.and(page.locator("[aria-busy=true]")).waitFor();
    await expect.poll(() => focused(page)).toBe("wizard-plan");
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

it("shows the answer, or the first wrong field, wherever the page is scrolled to", async () => {
  const address = `/deploy/${endpoint}?tab=playground`;
  const { page } = await open(browser, server, address);
  const field = page.getByTestId("input-worst fractal dimension");
  const whole = (testid: string) =>
    page.getByTestId(testid).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 48 && bottom <= window.innerHeight - 30;
    });
  await page.getByTestId("input-mean radius").waitFor();
  await expect.poll(() => whole("playground-send")).toBe(true);
  await field.focus();
  await expect.poll(() => whole("input-worst fractal dimension")).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByTestId("prediction").waitFor();
  await expect.poll(() => whole("prediction")).toBe(true);
  await expect.poll(() => focused(page)).toBe("input-worst fractal dimension");
  expect(await violations(page)).toEqual([]);

  await page.getByTestId("input-mean radius").fill("wide");
  await field.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => focused(page)).toBe("input-mean radius");
  await expect.poll(() => whole("input-mean radius-error")).toBe(true);
  await expect
    .poll(() => page.getByTestId("form-error").locator("code", { hasText: "/body" }).count())
    .toBe(0);
  expect(await violations(page)).toEqual([]);
});

it("takes a reader to the answer where it stands below the question", async () => {
  const address = `/deploy/${endpoint}?tab=playground`;
  const { page } = await open(browser, server, address, { width: 420, height: 700 });
  await page.getByTestId("playground-send").click();
  await page.getByTestId("prediction").waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe("Answer");
  const { y, height } = (await page.getByTestId("prediction").boundingBox())!;
  expect(y).toBeGreaterThan(48);
  expect(y + height).toBeLessThan(670);
});

it("keeps how a question is written in the address", async () => {
  const { page } = await open(browser, server, `/deploy/${endpoint}?tab=playground`);
  await page.getByTestId("as-json").click();
  await page.getByTestId("snippet-Python").click();
  await expect.poll(() => page.url()).toMatch(/as=json.*language=python/);
  await page.reload();
  await page.getByTestId("playground-json").waitFor();
  await expect.poll(() => page.getByTestId("snippet").innerText()).toContain("import requests");
  await page.getByTestId("playground-json").press("Control+Enter");
  await page.getByTestId("prediction").waitFor();
  await page.getByTestId("as-form").click();
  await page.getByTestId("input-mean radius").waitFor();
  await expect.poll(() => page.url()).not.toContain("as=");
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
  await expect.poll(() => page.getByTestId("correction").inputValue()).toBe("unsure");
});

it("shows what a deleted endpoint was, and offers nothing to do with it", async () => {
  await deploy("gone");
  await deploy("gone", { model_version: "2", reason: "Better." });
  await server.call("POST", "/feedback", {
    endpoint_id: "gone",
    rating: "positive",
    input_text: "Only this one.",
    output_text: "benign",
  });
  const { page } = await open(browser, server, "/deploy/gone?tab=settings");
  await page.getByTestId("delete").click();
  await page.getByTestId("confirm-name").fill("gone");
  await page.getByTestId("confirm-do").click();
  await page.getByTestId("deleted-at").waitFor();
  await page.goto(`${server.url}/deploy/gone?tab=history`);
  await expect.poll(() => page.getByTestId("revision").count()).toBe(2);
  await expect
    .poll(() => page.getByTestId("deleted-at").innerText())
    .toMatch(/^Deleted \d{4}-.*ago|just now$/);
  await expect.poll(() => page.getByTestId("history").innerText()).toContain("Better.");
  await expect.poll(() => page.getByTestId("endpoint-state").innerText()).toBe("Deleted");
  for (const testid of ["roll-back", "endpoint-deploy", "tab-playground"])
    await expect.poll(() => page.getByTestId(testid).count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await fits(page);
  await page.getByTestId("to-feedback").click();
  await page.getByTestId("feedback").getByText("Only this one.").first().waitFor();

  await page.goto(`${server.url}/deploy/never-there`);
  await expect.poll(() => page.getByTestId("error").innerText()).toContain("no endpoint");
});

it("says of an endpoint that is served elsewhere how its requests are told", async () => {
  await server.call("POST", "/registries/endpoints", {
    endpoint_name: "far",
    model_name: "m",
    model_version: "7",
  });
  const { page } = await open(browser, server, "/deploy/far?tab=playground");
  await page.getByTestId("elsewhere").waitFor();
  await expect.poll(() => page.getByTestId("endpoint-state").innerText()).toBe("Served elsewhere");
  for (const testid of ["endpoint-deploy", "tab-playground", "tab-validate", "tab-guardrails"])
    await expect.poll(() => page.getByTestId(testid).count()).toBe(0);
  await expect.poll(() => page.locator("main").innerText()).not.toContain("/query");
  expect(await violations(page)).toEqual([]);
  const command = await page.getByTestId("ingest-command").locator("pre").innerText();
  const body: unknown = JSON.parse(/-d '(.*)'$/.exec(command)![1]!);
  await server.call("POST", "/monitoring/metrics/ingest", body);
  await fits(page);

  await page.getByTestId("tab-settings").click();
  await page.getByTestId("danger").waitFor();
  await expect.poll(() => page.getByTestId("split-editor").count()).toBe(0);
  await page.goto(`${server.url}/deploy`);
  await page.getByTestId("endpoints-table").getByText("Served elsewhere").waitFor();
});

it("cuts no label of the time line", async () => {
  await deploy("often");
  for (const model_version of ["2", "1", "2", "1", "2"]) await deploy("often", { model_version });
  const { page } = await open(browser, server, "/deploy/often");
  await expect.poll(() => page.locator(".timeline > div").count()).toBe(6);
  expect(await violations(page)).toEqual([]);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 860 });
    const cut = await page.locator(".timeline > div").evaluateAll((bars) =>
      bars
        .filter((bar) => {
          const { left, right } = bar.getBoundingClientRect();
          return [...bar.children].some((word) => {
            const box = word.getBoundingClientRect();
            return box.left < left || box.right > right;
          });
        })
        .map((bar) => bar.textContent),
    );
    expect(cut).toEqual([]);
  }
});

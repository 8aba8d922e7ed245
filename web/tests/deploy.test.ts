// The engineer's story: register, deploy, ask, judge, deploy again, go back, delete.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { endpoint, launch, model, open, root, TestServer, violations } from "./browser";

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

const toastText = (page: Page) => page.getByTestId("toast").last().innerText();

it("deploys by the wizard, asks, judges, goes back and deletes", async () => {
  const { page, errors } = await open(browser, server, "/deploy");
  await page.getByTestId("deploy-open").click();
  await page.getByTestId("wizard-model").selectOption(model);
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  await page.getByTestId("wizard-version").selectOption("1");
  await page.getByTestId("wizard-name").fill("second");
  await page.getByTestId("wizard-plan").click();
  await expect.poll(() => page.getByTestId("plan").innerText()).toContain("would be created with");
  await page.getByTestId("wizard-deploy").click();
  await page.waitForURL("**/deploy/second");
  await expect.poll(() => page.getByTestId("endpoint-state").innerText()).toBe("Ready");

  await page.getByTestId("tab-playground").click();
  await page.getByTestId("playground-send").click();
  await expect.poll(() => page.getByTestId("prediction").innerText()).toMatch(/benign|malignant/);
  await page.getByTestId("thumb-down").click();
  await page.getByTestId("correction").fill("malignant");
  await page.getByTestId("correction-send").click();
  await expect.poll(() => toastText(page)).toContain("with the correction");
  expect(await violations(page)).toEqual([]);
  const given = await server.call<{ items: { model_version: string; correction: string }[] }>(
    "GET",
    "/feedback?endpoint_id=second",
  );
  expect(given.items).toHaveLength(1);
  expect(given.items[0]).toMatchObject({ model_version: "1", correction: "malignant" });

  await page.getByTestId("endpoint-deploy").click();
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  await page.getByTestId("wizard-plan").click();
  await expect
    .poll(() => page.getByTestId("plan-diff").innerText())
    .toContain("Version of breast_cancer-2");
  await page.getByTestId("wizard-deploy").click();
  await page.getByTestId("tab-history").click();
  const newest = page.getByTestId("revision").first();
  await expect.poll(() => newest.getAttribute("data-revision")).toBe("2");

  await newest.getByText("Serving").waitFor();
  await page.getByTestId("roll-back").click();
  await expect
    .poll(() => page.getByTestId("rollback-diff").innerText())
    .toContain("breast_cancer-1");
  expect(await page.getByTestId("rollback-diff").innerText()).not.toContain("/served_entities");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("confirm-do").click();
  await expect.poll(() => newest.getAttribute("data-revision")).toBe("3");
  await expect.poll(() => newest.innerText()).toContain("version 1");

  await page.getByTestId("tab-settings").click();
  await page.getByTestId("delete").click();
  await expect.poll(() => page.getByTestId("confirm-do").isDisabled()).toBe(true);
  await page.getByTestId("confirm-name").fill("second");
  await page.getByTestId("confirm-do").click();
  await page.getByTestId("deleted-at").waitFor();
  // What the browser says of the 404 by which the page knows.
  expect(errors.filter((text) => !text.includes("404"))).toEqual([]);
  await page.getByRole("link", { name: "Endpoints" }).click();
  await page.getByTestId("endpoints-table").waitFor();
  await expect.poll(() => page.getByRole("link", { name: "second", exact: true }).count()).toBe(0);
});

it("shows what the server refuses at the field that broke the rule", async () => {
  const { page } = await open(browser, server, `/deploy?new=1&model=${model}`);
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("2");
  await page.getByTestId("wizard-name").fill("-bad name-");
  await page.getByTestId("wizard-plan").click();
  await page.getByTestId("wizard-name-error").waitFor();
  await page.getByTestId("form-error").waitFor();
  await expect
    .poll(() => page.getByTestId("wizard-name").getAttribute("aria-invalid"))
    .toBe("true");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("wizard-name").fill("good");
  await page.getByTestId("wizard-name-error").waitFor({ state: "detached" });
});

it("validates a candidate", async () => {
  const { page } = await open(browser, server, `/deploy/${endpoint}?tab=validate`);
  await page.getByTestId("validate-version").selectOption("2");
  await page.getByTestId("validate-do").click();
  await page.getByTestId("validation").waitFor();
  await expect.poll(() => page.getByTestId("check").count()).toBeGreaterThan(4);
  expect(await violations(page)).toEqual([]);
});

it("splits traffic between versions, and limits calls", async () => {
  const { page } = await open(browser, server, `/deploy/${endpoint}?tab=settings`);
  await page.getByTestId("split-add").click();
  await page.getByTestId("split-version").nth(1).selectOption("2");
  await page.getByTestId("split-share").nth(0).fill("90");
  await expect.poll(() => page.getByTestId("split-save").isDisabled()).toBe(true);
  await page.getByTestId("split-share").nth(1).fill("10");
  await page.getByTestId("split-save").click();
  await expect.poll(() => page.getByTestId("split-entity").count()).toBe(2);
  await page.getByTestId("tab-overview").click();
  await expect
    .poll(() => page.getByTestId("split").getAttribute("aria-label"))
    .toMatch(/90 %.* 10 %/);
  // Neither the head nor the past says that one serves alone.
  await page.locator(".lead").getByText("versions 1 and 2").waitFor();
  await expect.poll(() => page.getByTestId("timeline").innerText()).toContain("v1 + v2");
  await page.getByTestId("tab-history").click();
  await expect
    .poll(() => page.getByTestId("revision").first().innerText())
    .toContain("versions 1 and 2");

  await page.getByTestId("tab-validate").click();
  await page.getByTestId("validate-split").waitFor();
  const choice = page.getByTestId("validate-version").locator("option[value='2']");
  await expect.poll(() => choice.isDisabled()).toBe(true);
  await page.getByTestId("validate-do").click();
  await page.getByTestId("validation").getByText("It works").waitFor();

  await page.getByTestId("tab-guardrails").click();
  await page.getByTestId("limit-add").click();
  await page.getByTestId("limit-calls").fill("7");
  await page.getByTestId("guardrails-save").click();
  await expect.poll(() => toastText(page)).toContain("set");
  const kept = await server.call<{ guardrails: { rate_limits: unknown[] } }>(
    "GET",
    `/deployment/endpoints/${endpoint}/guardrails`,
  );
  expect(kept.guardrails.rate_limits).toMatchObject([{ calls: 7, key: "ENDPOINT" }]);
  await page.getByTestId("limit-calls").fill("0");
  await page.getByTestId("guardrails-save").click();
  await page.getByTestId("limit-calls-error").waitFor();
});

it("registers a file, names an alias, and refuses what is no model", async () => {
  const { page } = await open(browser, server, "/models?upload=1");
  await page.getByTestId("upload-name").fill("main.default.uploaded");
  await page
    .getByTestId("upload-file")
    .setInputFiles(join(root, "examples/breast_cancer/README.md"));
  await page.getByTestId("upload-send").click();
  await page.getByTestId("form-error").waitFor();
  await page
    .getByTestId("upload-file")
    .setInputFiles(join(root, "examples/breast_cancer/v1/model.onnx"));
  await page.getByTestId("upload-send").click();
  await page.waitForURL("**/models/main.default.uploaded?version=1");
  await page.getByTestId("version").waitFor();
  await page.getByTestId("alias-name").fill("champion");
  await page.getByTestId("alias-set").click();
  await expect.poll(() => page.getByTestId("alias").innerText()).toContain("champion");
  expect(await violations(page)).toEqual([]);
});

it("takes the place of another model where somebody says so, and only there", async () => {
  const body = new FormData();
  const file = join(root, "examples/breast_cancer/v1/model.onnx");
  body.set("model", new Blob([readFileSync(file)]), "model.onnx");
  const made = await fetch(`${server.url}/api/v1/deployment/models/main.default.other/versions`, {
    method: "POST",
    body,
  });
  expect(made.status).toBe(201);
  await server.call("POST", "/deployment/deploy", {
    model_name: model,
    model_version: "1",
    endpoint_name: "taken",
    wait: 60,
  });
  const { page } = await open(browser, server, "/deploy?new=1");
  await page.getByTestId("wizard-model").selectOption("main.default.other");
  await expect.poll(() => page.getByTestId("wizard-version").inputValue()).toBe("1");
  await page.getByTestId("wizard-name").fill("taken");
  const replaces = page.getByTestId("wizard-replace-model");
  await replaces.waitFor();
  await page.getByTestId("wizard-plan").click();
  await page.getByText("serves another model").waitFor();
  await replaces.click();
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("wizard-plan").click();
  await page.getByTestId("plan").waitFor();
  await page.getByTestId("wizard-deploy").click();
  await page.waitForURL("**/deploy/taken");
  await page.locator(".lead").getByText("main.default.other version 1").waitFor();
});

it("tells versions of one model apart in the lineage", async () => {
  const { id } = await server.call<{ id: string }>("GET", `/deployment/endpoints/${endpoint}`);
  const { page } = await open(browser, server, `/improve/lineage?kind=endpoint&id=${id}`);
  const version = page.locator("[data-kind=model_version] .cut > :last-child").first();
  await expect.poll(() => version.innerText()).toMatch(/^ ?version \d$/);
});

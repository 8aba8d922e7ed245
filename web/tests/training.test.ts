// Training jobs and erasures, by the page: what went wrong is seen, what was done is proved.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, open, TestServer, violations } from "./browser";
import { feedbackOf, sheetOf } from "./improve_data";

let server: TestServer;
let browser: Browser;

const trainers = ["--trainers", '{"broken": {"command": ["/bin/ls", "/nowhere"]}}'];

beforeAll(async () => {
  [server, browser] = await Promise.all([
    new TestServer(trainers, { ONTOS_OUTBOUND_ALLOW: "127.0.0.1" }).start(),
    launch(),
  ]);
  await sheetOf(server, "Answers", 12);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

it("names what is missing in a job, and opens the log of one that failed", async () => {
  const { page } = await open(browser, server, "/improve/training");
  // Paused: only what the job tells makes the page read the list again.
  await page.getByTestId("live").click();
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("paused");
  await page.getByTestId("job-new").click();
  await page.getByTestId("job-model").fill("no name!");
  await page.getByTestId("job-make").click();
  await page.getByTestId("job-model-error").waitFor();
  await page.getByTestId("job-model").fill("main.support.bot");
  await page.getByTestId("job-make").click();
  const log = page.getByTestId("job-log");
  await log.getByRole("region").waitFor();
  await expect.poll(() => log.innerText()).toContain("/nowhere");
  expect(await violations(page)).toEqual([]);
  await expect.poll(() => page.getByTestId("jobs-table").innerText()).toContain("Failed");
});

interface Job {
  id: string;
  export_id: string;
  trainer: string;
  training_config: unknown;
  parameters: unknown;
}

it("trains again: of the same files with the same parameters, or of the sheet as it is now", async () => {
  const [sheet] = await server.call<{ id: string }[]>("GET", "/training-sheets/list");
  const { id } = await server.call<Job>("POST", "/training/jobs", {
    training_sheet_id: sheet!.id,
    model_name: "main.support.bot",
    trainer: "broken",
    training_config: { epochs: 3 },
    parameters: { gpu: "small" },
  });
  const { page } = await open(browser, server, `/improve/training?job=${id}`);
  await page.getByTestId("job-again").click();
  await page.getByTestId("job-model").waitFor();
  await expect.poll(() => page.getByTestId("job-kept").innerText()).toContain("small");
  expect(await violations(page)).toEqual([]);
  const made = async () => {
    await page.getByTestId("job-make").click();
    await page.getByTestId("job-events").waitFor();
    const again = new URL(page.url()).searchParams.get("job")!;
    return server.call<Job>("GET", `/training/jobs/${again}`);
  };
  const before = await server.call<Job>("GET", `/training/jobs/${id}`);
  const same = await made();
  expect(same.id).not.toBe(id);
  expect(same).toMatchObject({
    export_id: before.export_id,
    trainer: "broken",
    training_config: { epochs: 3 },
    parameters: { gpu: "small" },
  });
  await page.getByTestId("job-again").click();
  await page.getByTestId("job-rows").selectOption("sheet");
  await page.getByTestId("job-sheet").waitFor();
  const anew = await made();
  expect(anew.export_id).not.toBe(before.export_id);
  expect(anew.parameters).toEqual({ gpu: "small" });
});

it("says that the trainer behind a webhook does not take a job, and why", async () => {
  const farm = createServer((_, response) => response.writeHead(503).end("no machine is free"));
  await new Promise<void>((done) => farm.listen(0, "127.0.0.1", done));
  const { port } = farm.address() as AddressInfo;
  await server.call("POST", "/monitoring/channels", {
    name: "farm",
    type: "webhook",
    url: `http://127.0.0.1:${port}/hook`,
    secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  });
  const { page } = await open(browser, server, "/improve/training?job=new");
  await page.getByTestId("job-model").fill("main.support.bot");
  await page.getByTestId("job-trainer").selectOption("farm");
  await page.getByTestId("job-make").click();
  const told = page.getByTestId("job-deliveries");
  await expect.poll(() => told.innerText()).toContain("no machine is free");
  expect(await violations(page)).toEqual([]);
  farm.close();
});

it("erases a person, proves it, and finds the proof again", async () => {
  await feedbackOf(server, 1);
  await server.call("POST", "/feedback", {
    endpoint_id: "support-assistant",
    input_text: "My name is Jane.",
    output_text: "Hello Jane.",
    rating: "positive",
    subject_id: "jane",
  });
  const { page } = await open(browser, server, "/improve/privacy");
  const find = async () => {
    await page.getByTestId("subject").fill("jane");
    await page.keyboard.press("Enter");
  };
  await find();
  await page.getByTestId("erase-open").click();
  await page.getByTestId("erase-reason").fill("jane asked for it");
  await page.getByTestId("confirm-name").fill("jane");
  await page.getByTestId("confirm-do").click();
  await page.getByTestId("erase-reason-error").waitFor();
  await page.getByTestId("erase-reason").fill("She asked for it.");
  await page.getByTestId("confirm-do").click();
  await page.getByTestId("receipt-proof").waitFor();
  await expect.poll(() => page.getByTestId("receipt").innerText()).not.toContain("jane");
  await page.keyboard.press("Escape");
  await page.getByTestId("receipt").waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("view");
  await find();
  await page.getByTestId("nothing-held").waitFor();
  await page.getByTestId("earlier-receipt").click();
  await page.getByTestId("receipt-proof").waitFor();
});

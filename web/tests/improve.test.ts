// The reviewer's story, from end to end: feedback, correct, convert, review, export.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, newContext, open, TestServer, violations } from "./browser";
import { assistant, feedbackOf, said, sheetOf } from "./improve_data";

const items = 300;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new TestServer([]).start(), launch()]);
  await feedbackOf(server, items);
  await server.call("POST", "/score-configs", {
    name: "helpfulness",
    data_type: "numeric",
    min_value: 1,
    max_value: 5,
    direction: "higher_is_better",
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

interface Item {
  id: string;
  rating: string;
  correction: string | null;
  tags: string[];
  flagged: boolean;
}
const itemAt = (page: Page) => new URL(page.url()).searchParams.get("item")!;
const itemOf = (page: Page) => server.call<Item>("GET", `/feedback/${itemAt(page)}`);
const toastText = (page: Page) => page.getByTestId("toast").last().innerText();

it("corrects and converts by keys alone", async () => {
  const { page, errors } = await open(
    browser,
    server,
    `/improve?rating=negative&endpoint=${assistant}`,
  );
  await page.getByTestId("row").first().waitFor();
  await expect.poll(() => page.getByTestId("inbox-total").innerText()).toBe("100 items");
  await page.keyboard.press("j");
  await page.getByTestId("detail").waitFor();
  while ((await itemOf(page)).correction) await page.keyboard.press("j");
  await page.keyboard.press("e");
  await page.getByTestId("correction").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  await page.keyboard.press("Control+a");
  await page.keyboard.type(said[1]!.better);
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => page.getByTestId("detail-diff").innerText()).toContain("store credit");
  await expect.poll(async () => (await itemOf(page)).correction).toBe(said[1]!.better);

  await page.keyboard.press("c");
  // The sheets are read when the dialog is there already: its first field has the focus all the same.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid")))
    .toBe("sheet-choice");
  await page.getByTestId("sheet-choice").selectOption("new");
  await page.getByTestId("sheet-name").fill("Support answers");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("converted").innerText()).toContain("1 row made");
  await expect.poll(() => page.getByTestId("converted").innerText()).toContain("Preference");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("converted-done").press("Enter");

  // The others that fit: first what would be made, then the rows.
  await page.getByTestId("bulk-open").press("Enter");
  await expect.poll(() => page.getByTestId("sheet-choice").innerText()).toContain("Support");
  await page.getByTestId("bulk-dry").press("Enter");
  await expect
    .poll(() => page.getByTestId("bulk-tally").innerText())
    .toContain("99 rows would be made");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("bulk-do").press("Enter");
  await expect.poll(() => toastText(page)).toContain("99 rows made");

  expect(errors).toEqual([]);
});

it("reviews what was converted, and exports it", async () => {
  const [sheet] = await server.call<{ id: string }[]>("GET", "/training-sheets/list");
  const { page, errors } = await open(
    browser,
    server,
    `/improve/sheets/${sheet!.id}?state=pending`,
  );
  await page.getByTestId("row").first().waitFor();
  await page.keyboard.press("j");
  await page.getByTestId("row-detail").waitFor();
  await page.keyboard.press("e");
  await page.getByTestId("edit-response").fill(said[1]!.better);
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => page.getByTestId("row-state").innerText()).toBe("Edited");
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.getByTestId("why-text").fill("Says nothing.");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => toastText(page)).toContain("Rejected.");
  await page.getByTestId("toast-undo").last().press("Enter");
  await expect.poll(() => toastText(page)).toContain("As before.");

  await page.getByTestId("export-open").click();
  await page.getByTestId("export-format").selectOption("openai_dpo");
  await expect
    .poll(() => page.getByTestId("format-preview").innerText())
    .toContain("preferred_output");
  await page.getByTestId("export-split").fill("20");
  await page.getByTestId("export-do").click();
  await page.getByTestId("export-split-error").waitFor();
  await page.getByTestId("export-split").fill("80");
  await page.getByTestId("export-do").click();
  await page.getByTestId("export-result").waitFor();
  await expect.poll(() => page.getByTestId("export-state").innerText()).toBe("Ready");
  await expect
    .poll(() => page.getByTestId("safety-report").innerText())
    .toContain("Rejected answers as targets");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTestId("export-file").first().click(),
  ]);
  const bytes: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) bytes.push(chunk as Buffer);
  const [line] = Buffer.concat(bytes).toString().split("\n");
  expect(Object.keys(JSON.parse(line!) as object)).toEqual([
    "input",
    "preferred_output",
    "non_preferred_output",
  ]);
  expect(errors.filter((text) => !text.includes("status of 400"))).toEqual([]);
});

it("judges by keys, and takes it back", async () => {
  const { page } = await open(browser, server, "/improve?rating=positive");
  await page.getByTestId("row").first().waitFor();
  await page.keyboard.press("j");
  await page.getByTestId("detail").waitFor();
  await page.keyboard.press("d");
  await expect.poll(() => toastText(page)).toContain("Down.");
  await expect.poll(async () => (await itemOf(page)).rating).toBe("negative");
  await page.getByTestId("toast-undo").last().click();
  await expect.poll(async () => (await itemOf(page)).rating).toBe("positive");

  await page.keyboard.press("f");
  await page.getByTestId("detail-flagged").waitFor();
  await page.getByTestId("tag-new").fill("second-look");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await itemOf(page)).tags).toContain("second-look");
  await page.locator("body").click({ position: { x: 5, y: 500 } });
  await page.keyboard.press("4");
  await expect.poll(() => toastText(page)).toContain("helpfulness: 4");
  await page.keyboard.press("4");
  const scores = () =>
    server.call<{ items: { name: string; value: number }[] }>("GET", "/feedback?source=human");
  expect((await scores()).items).toMatchObject([{ name: "helpfulness", value: 4 }]);

  await page.getByTestId("detail-more").locator("summary").click();
  await expect.poll(() => page.getByTestId("item-revision").count()).toBeGreaterThan(1);
  // What came meanwhile does not move the list: it waits to be asked for.
  await page.getByTestId("new-rows").waitFor();

  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect
    .poll(() => page.getByTestId("selected-bar").innerText())
    .toContain("2 items selected");
  await page.getByTestId("selected-remove").click();
  await page.getByTestId("confirm-do").click();
  await expect.poll(() => toastText(page)).toContain("2 votes taken back");
});

it("stays smooth with hundreds of items, and keeps filters in the address", async () => {
  const { page } = await open(browser, server, "/improve");
  await page.getByTestId("row").first().waitFor();
  await page.keyboard.press("j");
  await page.getByTestId("detail").waitFor();
  // From the key to the next frame, of each of 40 keys; the middle, because the machine is shared.
  const middle = await page.evaluate(async () => {
    const took: number[] = [];
    for (let i = 0; i < 40; ++i) {
      const start = performance.now();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
      await new Promise(requestAnimationFrame);
      took.push(performance.now() - start);
    }
    return took.sort((a, b) => a - b)[20]!;
  });
  console.log(`a key of the inbox is shown after ${middle.toFixed(1)} ms`);
  await expect.poll(() => page.locator("tr.active").getAttribute("aria-rowindex")).toBe("42");
  await page.getByTestId("filter-q").fill("invoice");
  await page.waitForURL("**/improve?*q=invoice*");
  await page.getByTestId("filter-rating").selectOption("negative");
  await expect
    .poll(() => page.getByTestId("feedback").innerText())
    .toContain("No feedback fits these filters");
  await page.getByTestId("filter-clear").click();
  await page.getByTestId("row").first().waitFor();
});

it("says how many came since the list was read", async () => {
  const { page } = await open(browser, server, "/improve?rating=negative");
  await page.getByTestId("row").first().waitFor();
  for (const rating of ["positive", "negative"])
    await server.call("POST", "/feedback", {
      endpoint_id: assistant,
      input_text: "Are you open on Sundays?",
      output_text: `Late, ${rating}`,
      rating,
    });
  // The stream tells of all that this server was given since it began, if nobody listened before.
  await page.getByTestId("new-rows").waitFor();
  await expect.poll(() => page.getByTestId("new-rows").innerText()).toBe("1 new");
  await page.getByTestId("new-rows").click();
  await expect.poll(() => page.getByTestId("row").first().innerText()).toContain("Late, negative");
  await expect.poll(() => page.getByTestId("new-rows").count()).toBe(0);
});

it("says how many came also where there is no stream", async () => {
  const context = await newContext(browser);
  await context.route("**/api/v1/events", (route) => route.fulfill({ status: 503, body: "" }));
  const { page } = await open(browser, server, "/improve?rating=negative", { context });
  await page.getByTestId("row").first().waitFor();
  await expect.poll(() => page.getByTestId("live").getAttribute("data-state")).toBe("polling");
  await server.call("POST", "/feedback", {
    endpoint_id: assistant,
    input_text: "Are you open on Mondays?",
    output_text: "Never",
    rating: "negative",
  });
  await expect.poll(() => page.getByTestId("new-rows").innerText()).toBe("1 new");
  await page.getByTestId("new-rows").click();
  await expect.poll(() => page.getByTestId("row").first().innerText()).toContain("Never");
  await expect.poll(() => page.getByTestId("new-rows").count()).toBe(0);
});

it("shows what models are bad at, keeps what is decided, and tries a trigger", async () => {
  await server.call("POST", "/retrain/triggers", {
    name: "Mondays",
    condition: { type: "schedule", cron: "0 6 * * 1" },
    action: { type: "open_gap" },
  });
  const { page, errors } = await open(browser, server, "/improve/gaps");
  await page.getByTestId("gaps-analyze").click();
  const gaps = page.getByTestId("gaps-table").getByTestId("row");
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByTestId("triggers-table").waitFor();
        return gaps.count();
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBeGreaterThan(0);
  await gaps.first().click();
  await page.getByTestId("gap-in_progress").click();
  await expect.poll(() => page.getByTestId("gap-status").innerText()).toBe("In progress");
  await page.getByTestId("gap-task").click();
  await expect.poll(() => page.getByTestId("gap-status").innerText()).toBe("Task made");
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("close").click();

  await page.getByTestId("trigger-test").click();
  await expect.poll(() => toastText(page)).toContain("It would not fire now");
  await page.getByTestId("trigger-enabled").click();
  await page.getByTestId("triggers-table").getByText("Off").waitFor();
  await page.getByTestId("trigger-delete").click();
  await page.getByTestId("confirm-do").click();
  await page.getByTestId("triggers").getByText("Nothing says when").waitFor();
  expect(errors).toEqual([]);
});

it("makes a retrain trigger by the form, sees it fire, changes and deletes it", async () => {
  const sheet = await sheetOf(server, "Enough of it", 1);
  const { page, errors } = await open(browser, server, "/improve/gaps");
  await page.getByTestId("trigger-new").click();
  await page.getByTestId("trigger-min_rows").fill("some");
  await page.getByTestId("trigger-save").click();
  await page.getByTestId("trigger-min_rows-error").waitFor();
  await page.getByTestId("trigger-name-error").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByTestId("trigger-type").selectOption("schedule");
  await page.getByTestId("trigger-name").fill("Enough rows");
  await page.getByTestId("trigger-cron").fill("61 * * * *");
  await page.getByTestId("trigger-save").click();
  await expect
    .poll(() => page.getByTestId("trigger-cron-error").innerText())
    .toContain("must be minute hour");
  await page.getByTestId("trigger-type").selectOption("satisfaction_drop");
  await page.getByTestId("trigger-window_hours").fill("0");
  await page.getByTestId("trigger-save").click();
  await page.getByTestId("trigger-window_hours-error").waitFor();
  await page.getByTestId("trigger-type").selectOption("drift");
  await page.getByTestId("trigger-window_hours").fill("24");
  await page.getByTestId("trigger-action").selectOption("notify");
  await page.getByTestId("trigger-save").click();
  await page.getByTestId("trigger-channel-error").waitFor();
  await page.getByTestId("trigger-action").selectOption("create_job");
  await page.getByTestId("trigger-form").getByText("Nobody can train here").waitFor();
  await page.getByTestId("trigger-action").selectOption("open_gap");
  await page.getByTestId("trigger-type").selectOption("approved_rows");
  await page.getByTestId("trigger-training_sheet_id").selectOption(sheet);
  await page.getByTestId("trigger-min_rows").fill("2");
  await page.getByTestId("trigger-save").click();
  await expect.poll(() => toastText(page)).toContain("The trigger is watching.");
  await page.getByTestId("triggers-table").getByText("2 rows are newly approved").waitFor();

  await page.getByTestId("trigger-open").click();
  await page.getByTestId("firings-empty").waitFor();
  await server.call("POST", `/training-sheets/${sheet}/rows`, {
    rows: ["One?", "Two?"].map((prompt) => ({
      prompt,
      response: "Yes.",
      review_status: "approved",
    })),
  });
  await page.getByTestId("firing").waitFor({ timeout: 120_000 });
  await expect.poll(() => page.getByTestId("firing-measured").innerText()).toBe("2 rows, 2 wanted");
  await expect.poll(() => page.getByTestId("firing-status").innerText()).toBe("Done");
  expect(await violations(page)).toEqual([]);

  await page.getByTestId("trigger-edit").click();
  await page.getByTestId("trigger-name").fill("Two rows");
  await page.getByTestId("trigger-dry_run").click();
  await page.getByTestId("trigger-save").click();
  await page.getByTestId("trigger").getByText("does nothing: a trial").waitFor();
  await page.getByTestId("firing-gap").click();
  await expect.poll(() => page.getByTestId("gap").innerText()).toContain("A retrain trigger fired");
  await page.getByTestId("close").click();

  await page.getByTestId("trigger-enabled").click();
  await page.getByTestId("triggers-table").getByText("Off").waitFor();
  await page.getByTestId("trigger-delete").click();
  await page.getByTestId("confirm-do").click();
  await page.getByTestId("triggers").getByText("Nothing says when").waitFor();
  expect(errors.filter((text) => !text.includes("status of 400"))).toEqual([]);
});

it("names the lines that a format refuses, and leads to their rows", async () => {
  const sheet = await sheetOf(server, "Too few", 3);
  const { page } = await open(browser, server, `/improve/sheets/${sheet}?export=new`);
  // The list is read while the export runs.
  await page.route(
    "**/api/v1/exports?*",
    async (route) => {
      const response = await route.fetch();
      const { items, ...rest } = (await response.json()) as { items: object[] };
      const running = items.map((one) => ({ ...one, status: "running" }));
      await route.fulfill({ status: 200, json: { ...rest, items: running } });
    },
    { times: 1 },
  );
  await page.getByTestId("export-format").selectOption("openai_sft");
  await page.getByTestId("export-do").click();
  await page.getByTestId("export-refused").waitFor();
  await expect.poll(() => page.getByTestId("line-errors").innerText()).toContain("at least 10");
  await page.getByTestId("close").click();
  await page.getByTestId("exports-table").getByText("Refused").waitFor();
});

it("makes a sheet, adds rows by hand and as lines, and deletes it by its name", async () => {
  const { page } = await open(browser, server, "/improve/sheets?new=1");
  await page.getByTestId("sheet-make").click();
  await page.getByTestId("sheet-name-error").waitFor();
  await page.getByTestId("sheet-name").fill("By hand");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/improve/sheets/*");
  await page.getByTestId("rows-add").click();
  await page.getByTestId("new-response").fill("An answer without a question.");
  await page.getByTestId("rows-save").click();
  await page.getByTestId("new-prompt-error").waitFor();
  await page.getByTestId("new-prompt").fill("Where?");
  await page.getByTestId("rows-save").click();
  await expect.poll(() => toastText(page)).toContain("1 row added");
  await page.getByTestId("rows-add").click();
  await page.getByTestId("rows-as-lines").click();
  await page.getByTestId("rows-lines").fill('{"prompt": "Where?", "response": "There."}\n{');
  await expect.poll(() => page.getByTestId("line-wrong").innerText()).toContain("Line 2");
  await page.getByTestId("rows-lines").fill('{"prompt": "Where?", "response": "There."}');
  await page.getByTestId("rows-save").click();
  await expect.poll(() => page.getByTestId("conflict").count()).toBe(2);
  await page.getByTestId("tab-settings").click();
  await page.getByTestId("sheet-delete").click();
  await page.getByTestId("confirm-name").fill("By hand");
  await page.getByTestId("confirm-do").click();
  await page.waitForURL("**/improve/sheets");
});

// What a reviewer does to an item, as plain functions.
import { describe, expect, it } from "vitest";
import type { Schemas } from "../../api/types";
import { daySeries, intervalWords } from "./day_series";
import { eachOf } from "./each_of";
import type { Item } from "./filters";
import { stepsOf } from "./revisions";
import { judgementOf } from "./judge";
import { choicesOf, scoreByKey, scoreOf, type ScoreConfig } from "./score_choices";
import { inverse, patched } from "./use_feedback";

const item = {
  id: "i",
  rating: "positive",
  correction: null,
  tags: ["tone"],
  endpoint_id: "e",
  input_text: "?",
  output_text: "!",
  request_id: "r",
  session_id: null,
  subject_id: "person",
} as unknown as Item;

describe("changes", () => {
  it("shows what the server will answer, and knows the way back", () => {
    const changes = { rating: "negative" as const, tags: ["tone", "late", "late"] };
    expect(patched(item, changes)).toMatchObject({ rating: "negative", tags: ["late", "tone"] });
    expect(inverse(item, changes)).toEqual({ rating: "positive", tags: ["tone"] });
    expect(inverse(item, { correction: "x" })).toEqual({ correction: null });
  });
  it("flags what is rated down, and takes off what only the rating has flagged", () => {
    const down = patched(item, { rating: "negative" });
    expect(down.flagged).toBe(true);
    expect(patched(down, { rating: "positive" }).flagged).toBe(false);
    expect(patched({ ...down, flagged: false }, { correction: "x" }).flagged).toBe(false);
    expect(patched({ ...item, flagged: true }, { rating: "negative" }).flagged).toBe(true);
    expect(patched({ ...item, flagged: true }, { tags: [] }).flagged).toBe(true);
  });
  it("tells what changed between revisions", () => {
    const was = { revision: 1, changed_at: "t", changed_by: "me", rating: "negative", tags: [] };
    const steps = stepsOf(item, [was] as unknown as Schemas["FeedbackRevision"][]);
    expect(steps).toEqual([
      {
        revision: 2,
        at: "t",
        by: "me",
        changes: [
          { path: "Rating", before: "negative", after: "positive" },
          { path: "Tags", before: null, after: "tone" },
        ],
      },
    ]);
  });
});

describe("scores", () => {
  const config = (changes: object) =>
    ({ name: "s", data_type: "numeric", min_value: 1, max_value: 5, ...changes }) as ScoreConfig;
  const values = (changes: object) => choicesOf(config(changes)).map(({ value }) => value);
  it("have at most nine keys", () => {
    expect(values({})).toEqual([1, 2, 3, 4, 5]);
    expect(values({ min_value: 0, max_value: 100 })).toEqual([
      0, 12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100,
    ]);
    expect(values({ data_type: "boolean" })).toEqual([true, false]);
    expect(values({ data_type: "categorical", categories: [{ label: "Tone", value: 7 }] })).toEqual(
      ["Tone"],
    );
    expect(values({ data_type: "text" })).toEqual([]);
    expect(values({ max_value: null })).toEqual([]);
  });
  it("are given one after the other by keys, and the last one anew", () => {
    const rubric = [config({ name: "a" }), config({ name: "t", data_type: "text" })];
    rubric.push(config({ name: "b", data_type: "boolean" }));
    const press = (keys: string) =>
      [...keys].reduce((scores, key) => scoreByKey(rubric, scores, key), {});
    expect(press("4")).toEqual({ a: 4 });
    expect(press("41")).toEqual({ a: 4, b: true });
    expect(press("4192")).toEqual({ a: 4, b: false });
    expect(press("9")).toEqual({});
  });
  it("are sent as numbers where they are, and not where none was given", () => {
    const draft = { verdict: "approved", reason: "", better: "" } as const;
    const row = { row: { response: "x" } } as Parameters<typeof judgementOf>[0];
    const scores = { a: "3.50", t: "3.50", b: undefined };
    const rubric = [config({ name: "a" }), config({ name: "t", data_type: "text" })];
    expect(judgementOf(row, { ...draft, scores }, rubric).scores).toEqual([
      { name: "a", value: 3.5 },
      { name: "t", value: "3.50" },
    ]);
  });
  it("keep the person whom they are about, so that they are erased with the rest", () => {
    const [, two] = choicesOf(config({}));
    const body = scoreOf(item, config({}), two!, "me");
    expect(body).toMatchObject({
      value: 2,
      source_id: "me",
      request_id: "r",
      subject_id: "person",
    });
    expect(body).not.toHaveProperty("session_id");
  });
});

describe("statistics", () => {
  const counts = (rate: number | null) =>
    ({
      total_count: 4,
      negative_count: 1,
      positive_rate: rate,
      positive_rate_interval: rate === null ? [0, 1] : [rate - 0.1, rate + 0.1],
    }) as Schemas["RatedCounts"];
  const days = [
    { day: "2026-03-01", counts: counts(0.5) },
    { day: "2026-03-03", counts: counts(null) },
  ];
  it("leave gaps for days without judgements", () => {
    const { times, series, openAt } = daySeries(days, Date.parse("2026-03-04T00:00:00Z"));
    expect(openAt).toBeUndefined();
    expect(times).toHaveLength(3);
    expect(series.rate).toEqual([0.5, null, null]);
    expect(series.low).toEqual([0.4, null, null]);
    expect(series.total).toEqual([4, 0, 4]);
    expect(daySeries([], 0).times).toEqual([]);
  });
  it("know that today goes on", () => {
    const { times, openAt } = daySeries(days, Date.parse("2026-03-03T23:59:59Z"));
    expect(openAt).toBe(times[2]);
  });
  it("say the interval", () => {
    expect(intervalWords([0.705, 0.8017])).toBe("70.5 to 80.2 %");
    expect(intervalWords(null)).toBe("–");
  });
});

it("does many things, a few at a time, and counts what went wrong", async () => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 20 }, (_, at) => ({ id: String(at) }));
  const told: number[] = [];
  const { done, failed } = await eachOf(
    items,
    async ({ id }) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      --running;
      if (id === "7") throw new Error("no");
      return id;
    },
    (count) => told.push(count),
  );
  expect([done.length, failed.length, most]).toEqual([19, 1, 4]);
  expect(told.at(-1)).toBe(20);
});

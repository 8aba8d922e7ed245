// Events out of text that comes in any pieces.
import { expect, it } from "vitest";
import { EventParser } from "./event_stream";
import { pauseBefore } from "./live";

const text =
  'retry: 2000\n: open\n\nid: a-1\nevent: metrics\ndata: {"items":[1]}\n\n: still here\n\n' +
  "event: reset\ndata: one\ndata: two\n\n";

it("finds the same events however the text is cut", () => {
  for (let size = 1; size < text.length; ++size) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < text.length; at += size)
      events.push(...parser.push(text.slice(at, at + size)));
    expect(events).toEqual([
      { id: "a-1", event: "metrics", data: '{"items":[1]}' },
      { id: "", event: "reset", data: "one\ntwo" },
    ]);
  }
});

it("waits longer after each failure, up to a bound", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((attempt) => pauseBefore(attempt, 0.5));
  expect(waits[0]).toBe(500);
  expect(waits[6]).toBe(10_000);
  expect([...waits].sort((a, b) => a - b)).toEqual(waits);
});

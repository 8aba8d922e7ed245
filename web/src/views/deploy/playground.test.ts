// What the playground writes for others: snippets that run, and feedback as clients send it.
import { describe, expect, it } from "vitest";
import { answeredText } from "./answer";
import { placeOf } from "./input_fields";
import { pythonOf, snippet } from "./snippets";

describe("a value in Python", () => {
  it("has None, True and False, also beside texts with quotes", () => {
    const value = { a: null, size: '5" true', null: [true, false, {}], b: [] };
    expect(pythonOf(value)).toBe(
      [
        "{",
        '    "a": None,',
        '    "size": "5\\" true",',
        '    "null": [',
        "        True,",
        "        False,",
        "        {}",
        "    ],",
        '    "b": []',
        "}",
      ].join("\n"),
    );
  });
  it("stands in the call with its indentation", () => {
    expect(snippet("Python", "http://x/query", { inputs: { a: 1 } })).toContain(
      'json={\n        "inputs": {\n            "a": 1\n        }\n    },\n    timeout=10,',
    );
  });
});

describe("the answer that a thumb judges", () => {
  it("is that of one row as it is", () => {
    expect(answeredText(["benign"])).toBe("benign");
    expect(answeredText([1.5])).toBe("1.5");
    expect(answeredText([["a", "b"]])).toBe('["a","b"]');
  });
  it("is the list of several", () => {
    expect(answeredText(["benign", "malignant"])).toBe('["benign","malignant"]');
    expect(answeredText([])).toBe("[]");
  });
});

it("finds the error of an input whose name has a slash", () => {
  expect(placeOf("km/h ~")).toBe("/body/inputs/km~1h ~0");
});

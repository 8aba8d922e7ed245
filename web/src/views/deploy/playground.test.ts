// What the playground writes for others: feedback as clients send it.
import { describe, expect, it } from "vitest";
import { answeredText } from "./answer";

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

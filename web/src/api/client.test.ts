// Addresses and errors.
import { describe, expect, it } from "vitest";
import { addressOf, newId } from "./client";
import { ApiError, asApiError, errorOf } from "./errors";

describe("addresses", () => {
  it("escapes what stands in a path, and leaves out what is not asked", () => {
    expect(
      addressOf("/a/{name}/b", { name: "x/y ?" }, { q: undefined, limit: 5, tag: ["a", "b"] }),
    ).toBe("/a/x%2Fy%20%3F/b?limit=5&tag=a&tag=b");
  });
});

describe("errors", () => {
  const error = errorOf(
    400,
    {
      detail: "Two rules are broken.",
      code: "invalid_request",
      hint: "Look again.",
      errors: [
        { where: "/body/served_entities/0/name", what: "must be short" },
        { where: "/body/traffic", what: "must sum to 100" },
      ],
    },
    "id-1",
  );
  it("keeps what the server said", () => {
    expect(error).toMatchObject({
      message: "Two rules are broken.",
      status: 400,
      code: "invalid_request",
      requestId: "id-1",
    });
  });
  it("finds the rule of a field, and the rules of no field", () => {
    expect(error.at("/body/served_entities")).toBe("must be short");
    expect(error.at("/body/tra")).toBe("");
    expect(error.beside(["/body/served_entities"])).toEqual([
      { where: "/body/traffic", what: "must sum to 100" },
    ]);
  });
  it("says something of an answer without a problem body", () => {
    expect(errorOf(502, "<html>", "").message).toBe("The server answered 502.");
  });
  it("is silent about what was given up", () => {
    expect(asApiError(new DOMException("", "AbortError"))).toBeNull();
    expect(asApiError("odd")).toBeInstanceOf(ApiError);
  });
});

it("makes version 4 ids", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});

// Where something of a person is kept, in words.
import { expect, it } from "vitest";
import { storeWords } from "./subject_held";

it("has words for each store, and reads the name of one that it does not know", () => {
  expect(storeWords("review_items")).toBe("Items of review queues");
  expect(storeWords("new_kind_of_store")).toBe("New kind of store");
});

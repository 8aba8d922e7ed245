import { expect, it } from "vitest";
import { labelsOf } from "./versions";

it("tells versions of one number apart by what served them", () => {
  const of = (model_version: string, served_entity: string) => ({ model_version, served_entity });
  expect(labelsOf([of("1", "tumour-1"), of("1", ""), of("2", "tumour-2"), of("", "")])).toEqual([
    "v1, tumour-1",
    "v1, served elsewhere",
    "v2",
    "none picked",
  ]);
});

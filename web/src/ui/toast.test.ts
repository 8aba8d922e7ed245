import { expect, it } from "vitest";
import { ApiError } from "../api/errors";
import { toastFailure, toasts } from "./toast";

it("offers to try again what may work then, which a missing right does not", () => {
  const retry = () => undefined;
  toastFailure("Not saved", new ApiError("busy", { status: 503 }), retry);
  toastFailure("Not saved", new ApiError("me lacks the right", { status: 403 }), retry);
  expect(toasts.value.map((toast) => toast.retry)).toEqual([retry, null]);
});

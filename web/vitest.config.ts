// The logic of the page and the size of what was built, without a browser.
import { defineConfig } from "vitest/config";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  test: { include: ["src/**/*.test.ts", "tests/budget.test.ts"], environment: "node" },
});

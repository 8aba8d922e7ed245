// The page in Chromium against the real binary.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/budget.test.ts"],
    globalSetup: ["tests/setup.ts"],
    environment: "node",
    // Machines that test are busy: what must happen is waited for, not timed.
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});

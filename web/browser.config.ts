// The page in Chromium against the real binary.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/budget.test.ts"],
    globalSetup: ["tests/setup.ts"],
    environment: "node",
    // Machines that test are busy: what must happen is waited for, not timed.
    testTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
    // Reports of CI are cut in the middle: only what failed should be long.
    slowTestThreshold: 60_000,
    fileParallelism: false,
    // Files share nothing but modules: to load Playwright for each of them takes longer than some.
    isolate: false,
  },
});

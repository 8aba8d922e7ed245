// One Chromium for all files of tests. Without it there is nothing to test in: CTest counts as skipped.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";

const chromiumPath = process.env.ONTOS_CHROMIUM ?? "/usr/bin/chromium";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the browser listens. */
    browser: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(chromiumPath)) {
    console.log(`${chromiumPath} is not there: the tests in a browser are skipped`);
    process.exit(77);
  }
  const browser = await chromium.launchServer({
    executablePath: chromiumPath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  provide("browser", browser.wsEndpoint());
  return () => browser.close();
}

// Without Chromium there is nothing to test in it: CTest then counts these tests as skipped.
import { existsSync } from "node:fs";

export const chromiumPath = process.env.ONTOS_CHROMIUM ?? "/usr/bin/chromium";

export default function setup(): void {
  if (existsSync(chromiumPath)) return;
  console.log(`${chromiumPath} is not there: the tests in a browser are skipped`);
  process.exit(77);
}

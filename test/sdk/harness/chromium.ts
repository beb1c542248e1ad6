/** Debian's Chromium, driven by playwright-core. `.ci/run` installs it; elsewhere tests that need it are skipped. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = "/usr/bin/chromium";

export const hasChromium = existsSync(executablePath);

/** Starts a browser that contacts no host except those that it is sent to. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
  });

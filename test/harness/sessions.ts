/** Sessions as tests expect them, and the settings that affect them. */
import { afterEach, expect } from "vitest";
import { rows } from "./database.ts";
import { preparedOf, serve } from "./recorder.ts";
import { date, generatedId } from "./users.ts";

type Json = Readonly<Record<string, unknown>>;

/** Answers `call` once the work after the response is done: KV then holds the final bodies. */
export const settled = serve((statements, send) => send(preparedOf(statements)));

/** The agent of upstream's tests, and its device (docs/spec/models.md#session). */
export const chromeAgent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36";
export const chromeDevice: Json = {
  osCode: "WIN",
  osName: "Windows",
  osVersion: "10",
  clientType: "browser",
  clientCode: "CH",
  clientName: "Chrome",
  clientVersion: "70.0",
  clientEngine: "Blink",
  clientEngineVersion: "70.0.3538.77",
  deviceName: "desktop",
  deviceBrand: "",
  deviceModel: "",
};

/** The fields of an unknown place. */
export const nowhere: Json = {
  ip: "",
  ...Object.fromEntries(Object.keys(chromeDevice).map((name) => [name, ""])),
  countryCode: "--",
  countryName: "Unknown",
};

/** The fields of a bare session: tests state the differences. */
export const bareSession: Json = {
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  userId: "",
  expire: date,
  provider: "",
  providerUid: "",
  providerAccessToken: "",
  providerAccessTokenExpiry: "",
  providerRefreshToken: "",
  ...nowhere,
  current: false,
  factors: [],
  secret: "",
  mfaUpdatedAt: "",
};

/** The value of a session: base64 of its user's id and 256 random hex digits (docs/spec/models.md#session-secret). */
export function expectValue(value: unknown, userId: string): void {
  const text = Buffer.from(String(value), "base64").toString();
  expect(Buffer.from(text).toString("base64")).toBe(value);
  expect(JSON.parse(text)).toEqual({ id: userId, secret: expect.stringMatching(/^[0-9a-f]{256}$/) });
}

interface Settings {
  /** Seconds. */
  readonly sessionDuration?: number;
  readonly sessionLimit?: number;
  readonly sessionInvalidation?: boolean;
}

const year = 31_536_000;

/** Changes the project's settings; all others get the migration's values. */
export async function setSettings(settings: Settings): Promise<void> {
  const { sessionDuration = year, sessionInvalidation = true, sessionLimit = 10 } = settings;
  await rows(
    "UPDATE settings SET session_duration = ?, session_limit = ?, session_invalidation = ?",
    sessionDuration,
    sessionLimit,
    Number(sessionInvalidation),
  );
}

/** Restores the settings after each test of the file. */
export function restoreSettings(): void {
  afterEach(() => setSettings({}));
}

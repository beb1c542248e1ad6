/** Password sign-ins for tests of guessing, and the known devices that they create. */
import { guest, type Person } from "./account.ts";
import { type Answer, call, type CallOptions } from "./client.ts";
import { passOn, serve } from "./recorder.ts";

/** Answers `call` once the work after the response is done. */
export const settled = serve(passOn);

export const wrongPassword = "not the password of anyone";

/** A caller from an address. */
export const from = (ip: string, headers: Readonly<Record<string, string>> = {}): CallOptions =>
  guest({ "cf-connecting-ip": ip, ...headers });

/** Tries a password, from an address that no other caller has unless `options` says. */
export const trySignIn = (email: string, password: string, options: CallOptions = guest()): Promise<Answer> =>
  call("POST", "/account/sessions/email", { fetch: settled, ...options, body: { email, password } });

/** Tries wrong passwords, each from an address of its own. @returns the statuses */
export async function fail(email: string, times: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await trySignIn(email, wrongPassword)).status);
  return statuses;
}

/** The cookie of a known device that an answer sets, as a browser sends it back. @throws Error without such a cookie */
function deviceOf({ headers }: Answer): string {
  const cookie = headers.getSetCookie().find((each) => each.startsWith("a_device_"));
  if (cookie === undefined) throw new Error("The answer makes no device known.");
  return cookie.split(";")[0] ?? "";
}

/** Signs in on a new device. @returns its cookie */
export async function makeDevice({ email, password }: Pick<Person, "email" | "password">): Promise<string> {
  return deviceOf(await trySignIn(email, password));
}

/** The time of the next allowed try that an answer states, in milliseconds since the Unix epoch. */
export const resetOf = ({ headers }: Answer): number => Number(headers.get("x-ratelimit-reset")) * 1_000;

/** Any addresses in a sign-in lead to the provider, to an allowed host or to the project's app. */
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { appWith, call } from "../harness/client.ts";
import { codeFor } from "../harness/github.ts";
import { scope } from "../harness/scope.ts";
import { anyText } from "../hostile/values.ts";
import { asGuest, withGitHub } from "../oauth2-flow/people.ts";

withGitHub();

/** The number of cases. Fewer than a tenth sign in with a token, and some must. */
const runs = Math.max(200, scope.fuzzCases / 20);
const seed = Number(import.meta.env["VITE_HOSTILE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const fetch = appWith({ RATE_LIMITS: "off" });
const app = `appwrite-callback-${env.PROJECT_ID}://`;

afterAll(() => {
  console.error(`hostile sign-ins: seed ${seed}`);
});

const place = fc.oneof(
  anyText,
  fc
    .tuple(fc.constantFrom("http://localhost", "https://rollcall.test:8443/", "http://[::1]/", app), anyText)
    .map((parts) => parts.join("")),
  fc
    .tuple(anyText, fc.constantFrom("localhost", "@localhost", "//localhost", "\\localhost", app))
    .map((parts) => parts.join("")),
  fc.constantFrom(
    "http://localhost/é?ü=ß#漢",
    "http://localhost/?secret=mine&userId=me&error=none&project=other#secret",
    `${app}é漢?key=mine&secret=mine`,
    `${app}/%0d%0aset-cookie:a=b`,
  ),
);

const signIn = fc.record({
  kind: fc.constantFrom("sessions", "tokens"),
  asked: fc.record({ success: place, failure: place, "scopes[]": anyText }, { requiredKeys: [] }),
  brought: fc.record({ code: anyText, error: anyText, user: anyText }, { requiredKeys: [] }),
  isKnown: fc.boolean(),
});

const allowed: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "rollcall.test"]);

/** @param address in a Location header */
const isAllowed = (address: string): boolean => address.startsWith(app) || allowed.has(new URL(address).hostname);

const queryOf = (fields: Readonly<Record<string, string>>) => new URLSearchParams(Object.entries(fields)).toString();

test(
  "A hostile sign-in is refused, or leads to the provider and back to where it may",
  { timeout: 60_000 + 100 * runs },
  async () => {
    let [begun, signedIn] = [0, 0];
    const property = fc.asyncProperty(signIn, async ({ asked, brought, isKnown, kind }) => {
      const out = await call("GET", `/account/${kind}/oauth2/github?${queryOf(asked)}`, { ...asGuest, fetch });
      expect([301, 400]).toContain(out.status);
      if (out.status === 400) return;
      begun += 1;
      const authorize = new URL(out.headers.get("location") ?? "");
      expect(`${authorize.origin}${authorize.pathname}`).toBe("https://github.com/login/oauth/authorize");

      const state = authorize.searchParams.get("state") ?? "";
      const fields = { state, ...(isKnown ? { code: codeFor({ id: begun }) } : brought) };
      const cookie = out.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      const path = `/account/sessions/oauth2/github/redirect?${queryOf(fields)}`;
      const back = await call("GET", path, { ...asGuest, fetch, headers: { cookie } });
      expect([301, 400]).toContain(back.status);
      if (back.status === 400) return;
      const address = back.headers.get("location") ?? "";
      expect(isAllowed(address)).toBe(true);
      const { searchParams } = new URL(address);
      if (kind === "tokens" && isKnown) {
        signedIn += 1;
        // A secret that was in the address before is replaced by the new one.
        expect(searchParams.getAll("secret")).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
        expect(searchParams.getAll("userId")).toHaveLength(1);
      }
    });
    await fc.assert(property, { seed, numRuns: runs });
    // Enough sign-ins succeed.
    expect(begun).toBeGreaterThan(runs / 10);
    expect(signedIn).toBeGreaterThan(runs / 200);
  },
);

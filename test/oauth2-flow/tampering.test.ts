import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { asked, codeFor } from "../harness/github.ts";
import { setUp } from "../harness/oauth2.ts";
import { asGuest, begin, expectFailure, finish, identitiesOf, leadsTo, success, withGitHub } from "./people.ts";

withGitHub();

describe("a browser that returns", () => {
  const tampered = {
    "with another state": ({ cookie, state }: { cookie: string; state: string }) =>
      finish({ cookie, state: `x${state.slice(1)}` }, { code: codeFor({ id: 900 }) }),
    "without its cookie": ({ state }: { state: string }) =>
      finish({ cookie: "", state }, { code: codeFor({ id: 900 }) }),
    "with another secret in its cookie": ({ cookie, state }: { cookie: string; state: string }) =>
      finish({ cookie: `${cookie.split("=")[0]}=${"x".repeat(43)}`, state }, { code: codeFor({ id: 900 }) }),
    "from another provider": ({ cookie, state }: { cookie: string; state: string }) =>
      finish({ cookie, state }, { code: codeFor({ id: 900 }) }, "google"),
  };

  test.each(Object.entries(tampered))(
    "%s is refused, nothing is written, and the sign-in stays usable",
    async (_, tamper) => {
      const begun = await begin();
      const before = await dump();
      const answer = await tamper(begun);
      expect([answer.status, answer.body["type"]]).toEqual([400, "user_oauth2_bad_request"]);
      expect(await dump()).toEqual(before);
      expect(asked).toEqual([]);
      expect(leadsTo(await finish(begun, { code: codeFor({ id: 901 }) })).href).toBe(success);
    },
  );

  test("with the cookie of another browser's sign-in is refused", async () => {
    const [victim, thief] = [await begin(), await begin()];
    const before = await dump();
    const answer = await finish({ cookie: thief.cookie, state: victim.state }, { code: codeFor({ id: 902 }) });
    expect(answer.body["type"]).toBe("user_oauth2_bad_request");
    expect(await dump()).toEqual(before);
  });

  test("a second time is refused, and nothing is written", async () => {
    const [begun, code] = [await begin(), codeFor({ id: 903 })];
    leadsTo(await finish(begun, { code }));
    const before = await dump();
    expect((await finish(begun, { code })).body["type"]).toBe("user_oauth2_bad_request");
    expect(await dump()).toEqual(before);
  });

  test("after ten minutes is refused", async () => {
    const begun = await begin();
    await rows("UPDATE oauth2_flows SET expire = ?", Date.now());
    expect((await finish(begun, { code: codeFor({ id: 904 }) })).body["type"]).toBe("user_oauth2_bad_request");
  });

  test("with a code that the provider does not know fails", async () => {
    const begun = await begin();
    const { oauth2_flows: pending = [], ...before } = await dump();
    expectFailure(await finish(begun, { code: "stolen" }), "user_oauth2_provider_error", 424);
    const { oauth2_flows: flows, ...after } = await dump();
    expect(after).toEqual(before);
    expect(flows).toHaveLength(pending.length - 1);
  });

  test("twenty times simultaneously signs one user in, once", async () => {
    const [begun, code] = [await begin(), codeFor({ id: 905 })];
    const answers = await Promise.all(Array.from({ length: 20 }, () => finish(begun, { code })));
    expect(answers.filter(({ status }) => status === 301)).toHaveLength(1);
    expect(answers.filter(({ body }) => body["type"] === "user_oauth2_bad_request")).toHaveLength(19);
    expect(await identitiesOf(905)).toHaveLength(1);
    expect(await rows("SELECT id FROM sessions WHERE provider_uid = '905'")).toHaveLength(1);
  });

  test("from ten simultaneous sign-ins of one new person leaves one user and one identity", async () => {
    const flows = await Promise.all(Array.from({ length: 10 }, () => begin()));
    const person = { id: 906, email: "many@x.example" };
    const answers = await Promise.all(flows.map((begun) => finish(begun, { code: codeFor(person) })));
    expect(answers.map((answer) => leadsTo(answer).href)).toEqual(answers.map(() => success));
    expect(await identitiesOf(906)).toHaveLength(1);
    expect(await rows("SELECT id FROM users WHERE email = 'many@x.example'")).toHaveLength(1);
    expect(await rows("SELECT identities FROM user_totals")).toEqual([
      { identities: (await rows("SELECT id FROM identities")).length },
    ]);
  });
});

describe("beginning a sign-in", () => {
  test.each([
    "https://rollcall.test.evil.example/",
    "https://evil.example/#@localhost",
    "http://localhost@evil.example/",
    "http://localhost.evil.example",
    "javascript:alert(1)",
    "//evil.example",
  ])("never returns to %s", async (url) => {
    for (const place of ["success", "failure"]) {
      const query = new URLSearchParams({ [place]: url }).toString();
      const answer = await call("GET", `/account/sessions/oauth2/github?${query}`, asGuest);
      expect([answer.status, answer.body["type"]]).toEqual([400, "general_argument_invalid"]);
    }
  });

  test("for a provider that is unknown is a 400, for one that is not set up or switched off a 412", async () => {
    expect((await call("GET", "/account/sessions/oauth2/myspace", asGuest)).status).toBe(400);
    await setUp("github", { enabled: false });
    for (const path of ["sessions/oauth2/google", "tokens/oauth2/google", "sessions/oauth2/github"]) {
      const answer = await call("GET", `/account/${path}`, asGuest);
      expect([answer.status, answer.body["type"]]).toEqual([412, "project_provider_disabled"]);
    }
  });
});

describe("the callback", () => {
  const path = `/account/sessions/oauth2/callback/github/${env.PROJECT_ID}`;
  const foreign = { key: null, headers: { "x-appwrite-project": null, origin: "https://appleid.apple.com" } };

  test("redirects the browser to the end of the sign-in, with the provider's parameters only", async () => {
    const answer = await call("GET", `${path}?code=c+1&state=s&error_description=x&other=1`, foreign);
    const url = leadsTo(answer);
    expect(url.pathname).toBe("/v1/account/sessions/oauth2/github/redirect");
    expect(Object.fromEntries(url.searchParams)).toEqual({ code: "c 1", state: "s", project: env.PROJECT_ID });
  });

  test("takes a form from another site, and sends the browser on by a GET", async () => {
    const body = new URLSearchParams({ code: "c", state: "s", user: '{"name":{}}' });
    const answer = await call("POST", path, { ...foreign, body });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get("location") ?? "").searchParams.get("user")).toBe('{"name":{}}');
  });

  test("of another project is not found", async () => {
    const answer = await call("GET", "/account/sessions/oauth2/callback/github/other?state=s", foreign);
    expect([answer.status, answer.body["type"]]).toEqual([404, "project_not_found"]);
  });

  test("refuses a body that is too large", async () => {
    const answer = await call("GET", `${path}?state=${"s".repeat(300)}`, foreign);
    expect([answer.status, answer.body["type"]]).toEqual([400, "general_argument_invalid"]);
  });
});

/** A provider vouches for an address that another account has (docs/decisions/0010-addresses.md). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { fail } from "../harness/guesses.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { asGuest as guestly, enter, type Holder, password, signUp } from "../account/holders.ts";
import { makeAccount, stateOf } from "../addresses/accounts.ts";
import { account, identitiesOf, leadsTo, sessionIn, signIn, success, withGitHub } from "./people.ts";

withGitHub();

const byPassword = ({ email }: Holder) => guestly("POST", "/sessions/email", { email, password });

const identityCount = async () => (await rows("SELECT identities FROM user_totals"))[0]?.["identities"];

describe.each(["sessions", "tokens"] as const)(
  "an account whose email a provider vouches for, in a flow for %s",
  (kind) => {
    test("that another person had signed up with, and not verified, goes to its owner alone", async () => {
      const holder = await signUp();
      const before = Number(await identityCount());
      const uid = kind === "sessions" ? 4_001 : 4_002;
      const answer = await signIn({ id: uid, email: holder.email }, { kind });
      expect(`${leadsTo(answer).origin}${leadsTo(answer).pathname}`).toBe(success.split("?")[0]);

      expectRefusal(await byPassword(holder), "user_invalid_credentials");
      expectRefusal(await call("GET", "/account", holder.session), "general_unauthorized_scope");
      expect(await identitiesOf(uid)).toMatchObject([{ provider: "github", user_id: holder.userId }]);
      expect(await rows("SELECT provider FROM identities WHERE user_id = ?", holder.userId)).toEqual([
        { provider: "github" },
      ]);
      expect(await identityCount()).toBe(before + 1);
      if (kind === "sessions")
        expect(await account(sessionIn(answer))).toMatchObject({ $id: holder.userId, emailVerification: true });
    });

    test("that strangers' guesses have paused is unpaused", async () => {
      const holder = await enter();
      await fail(holder.email, 10);
      expectRefusal(await byPassword(holder), "general_rate_limit_exceeded");
      await signIn({ id: kind === "sessions" ? 4_011 : 4_012, email: holder.email }, { kind });
      expect((await byPassword(holder)).status).toBe(201);
    });

    test("that a server has made keeps its password", async () => {
      const holder = await enter();
      await signIn({ id: kind === "sessions" ? 4_003 : 4_004, email: holder.email }, { kind });
      expect((await byPassword(holder)).status).toBe(201);
    });
  },
);

test("an address that a provider does not vouch for is the user's word: its owner gets an account of their own", async () => {
  const answer = await signIn({ id: 4_005, email: "unproved@psg.fr", isVerified: false });
  const first = await account(sessionIn(answer));
  expect(first).toMatchObject({ email: "unproved@psg.fr", emailVerification: false });
  expect(await stateOf(String(first["$id"]), "email")).toBe("W");
  const owner = await account(sessionIn(await signIn({ id: 4_006, email: "unproved@psg.fr" })));
  expect(owner).toMatchObject({ email: "unproved@psg.fr", emailVerification: true });
  expect(owner["$id"]).not.toBe(first["$id"]);
  expect(await account(sessionIn(answer))).toMatchObject({ $id: first["$id"], email: "" });
});

test("an identity keeps whether its provider vouched for the email at the last sign-in", async () => {
  const verified = async () =>
    (await rows("SELECT provider_email_verified FROM identities WHERE provider_uid = '4007'"))[0];
  await signIn({ id: 4_007, email: "moving@psg.fr" });
  expect(await verified()).toEqual({ provider_email_verified: 1 });
  await signIn({ id: 4_007, email: "moved@psg.fr", isVerified: false });
  expect(await verified()).toEqual({ provider_email_verified: 0 });
});

test("a blocked account does not keep an email that is only its word from the owner", async () => {
  const holder = await makeAccount({ email: "W", phone: "P" });
  await call("PATCH", `/users/${holder.userId}/status`, { body: { status: false } });
  const owner = await account(sessionIn(await signIn({ id: 4_008, email: String(holder.email) })));
  expect(owner).toMatchObject({ email: holder.email, emailVerification: true });
  expect(await stateOf(holder.userId, "email")).toBe("none");
});

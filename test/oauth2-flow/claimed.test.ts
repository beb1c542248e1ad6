/** A provider vouches for an address that somebody else may have claimed (docs/decisions/0008-claimed-addresses.md). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { asGuest as guestly, enter, type Holder, password, signUp } from "../account/holders.ts";
import { account, identitiesOf, leadsTo, sessionIn, signIn, success, withGitHub } from "./people.ts";

withGitHub();

const byPassword = ({ email }: Holder) => guestly("POST", "/sessions/email", { email, password });

const identityCount = async () => (await rows("SELECT identities FROM user_totals"))[0]?.["identities"];

describe.each(["sessions", "tokens"] as const)(
  "an account whose email a provider vouches for, in a flow for %s",
  (kind) => {
    test("that somebody had signed up with, and not verified, is left to its owner alone", async () => {
      const holder = await signUp();
      // The one who signed up has linked an identity of their own.
      await rows(
        `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid)
       SELECT 'of ' || id, 0, 0, seq, id, 'google', id FROM users WHERE id = ?`,
        holder.userId,
      );
      await rows("UPDATE user_totals SET identities = identities + 1");
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
      expect(await identityCount()).toBe(before);
      if (kind === "sessions")
        expect(await account(sessionIn(answer))).toMatchObject({ $id: holder.userId, emailVerification: true });
    });

    test("that a server has made keeps its password", async () => {
      const holder = await enter();
      await signIn({ id: kind === "sessions" ? 4_003 : 4_004, email: holder.email }, { kind });
      expect((await byPassword(holder)).status).toBe(201);
    });
  },
);

test("an address that no provider vouches for is claimed by whoever signs up with it", async () => {
  const answer = await signIn({ id: 4_005, email: "unproved@psg.fr", isVerified: false });
  expect(await account(sessionIn(answer))).toMatchObject({ email: "unproved@psg.fr", emailVerification: false });
  expect(await rows("SELECT claimed FROM users WHERE email = 'unproved@psg.fr'")).toEqual([{ claimed: 1 }]);
  const owner = await signIn({ id: 4_006, email: "unproved@psg.fr" });
  expect(await account(sessionIn(owner))).toMatchObject({ email: "unproved@psg.fr", emailVerification: true });
  expect(await identitiesOf(4_005)).toEqual([]);
  expect(await account(sessionIn(answer))).toMatchObject({ code: 401 });
});

/** Every way to prove an address: its owner requests it, and any caller redeems it. */
import { asGuest, url } from "../account/holders.ts";
import { codeTo, countTo, secretTo } from "../account/messages.ts";
import { cookieOf, guest, succeed } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { settled } from "../harness/sessions.ts";
import { accept, invitationTo, invite, makeTeam, memberOf, welcomePage } from "../harness/teams.ts";
import { fresh } from "../harness/users.ts";
import { account, leadsTo, sessionIn, signIn } from "../oauth2-flow/people.ts";
import type { Account, Kind } from "./accounts.ts";

/** A result of a proof. */
interface Proved {
  readonly status: number;
  /** The id of the account of the new session; null: none. */
  readonly opened: string | null;
}

/** @param holder of the address, if there is one @param as the redeeming caller; null: a guest */
type Prove = (address: string, holder: Account, as: Account | null) => Promise<Proved | "not sent">;

const callerOf = (as: Account | null): CallOptions => ({ ...(as === null ? guest() : as.session), fetch: settled });
const redeem = (method: string, path: string, as: Account | null, body: object) =>
  call(method, `/account${path}`, { ...callerOf(as), body });

const begun = (answer: Answer): Proved => ({
  status: answer.status,
  opened: answer.status === 201 ? String(answer.body["userId"]) : null,
});

const byCode =
  (kind: Kind): Prove =>
  async (address, _, as) => {
    const { body } = await succeed(asGuest("POST", `/tokens/${kind}`, { userId: fresh(), [kind]: address }), 201);
    const redeemed = { userId: body["userId"], secret: await codeTo(address) };
    return begun(await redeem("POST", "/sessions/token", as, redeemed));
  };

const byInvitation =
  (kind: Kind): Prove =>
  async (address, _, as) => {
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    await succeed(invite(teamId, { [kind]: address, url: welcomePage }, caller), 201);
    const answer = await accept(await invitationTo(address), callerOf(as));
    if (answer.status !== 200 || as !== null) return { status: answer.status, opened: null };
    return { status: 200, opened: String((await account(cookieOf(answer)))["$id"]) };
  };

const byVerification =
  (kind: Kind): Prove =>
  async (address, holder, as) => {
    const sent = await call("POST", `/account/verifications/${kind}`, {
      ...holder.session,
      fetch: settled,
      body: kind === "email" ? { url } : {},
    });
    if (sent.status !== 201) return "not sent";
    const secret = kind === "email" ? (await secretTo(address)).secret : await codeTo(address);
    const answer = await redeem("PUT", `/verifications/${kind}`, as, { userId: holder.userId, secret });
    return { status: answer.status, opened: null };
  };

let people = 500_000;

export const proofs: Readonly<Record<Kind, Readonly<Record<string, Prove>>>> = {
  email: {
    link: async (address, _, as) => {
      await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email: address, url }), 201);
      return begun(await redeem("PUT", "/sessions/magic-url", as, await secretTo(address)));
    },
    code: byCode("email"),
    invitation: byInvitation("email"),
    recovery: async (address, _, as) => {
      const before = await countTo(address);
      await succeed(asGuest("POST", "/recovery", { email: address, url }), 201);
      if ((await countTo(address)) === before) return "not sent";
      const body = { ...(await secretTo(address)), password: "the password of the owner" };
      return { status: (await redeem("PUT", "/recovery", as, body)).status, opened: null };
    },
    verification: byVerification("email"),
    provider: async (address, _, as) => {
      // All browsers of these tests share one address, which is limited.
      await rows("DELETE FROM rate_limits");
      const answer = await signIn({ id: ++people, email: address }, as === null ? {} : { session: as.secret });
      if (leadsTo(answer).pathname !== "/in") return { status: 401, opened: null };
      return { status: 200, opened: String((await account(sessionIn(answer)))["$id"]) };
    },
  },
  phone: { code: byCode("phone"), invitation: byInvitation("phone"), verification: byVerification("phone") },
};

/**
 * The attacker requests links, codes and recoveries, and invites, to learn whether a victim has an account. They see the
 * ids, sizes and times of answers, a hundred for users' addresses and a hundred for unknown addresses, and can send a
 * request again with values from an answer.
 */
import { describe, expect, test } from "vitest";
import { newPhone } from "../account/holders.ts";
import { guest, succeed } from "../harness/account.ts";
import { type Answer, answersWith, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { type Between, preparedOf, record, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { invite, makeTeam, memberOf, welcomePage } from "../harness/teams.ts";
import { createUser, fresh, generatedId } from "../harness/users.ts";

interface Address {
  readonly email: string;
  readonly phone: string;
}

const stranger = (): Address => ({ email: `${fresh("mail")}@mail.example`, phone: newPhone() });

/** A user with an id like those in answers, and a name that emails may greet. */
async function user(): Promise<Address> {
  const address = stranger();
  await createUser({ userId: "unique()", name: "Ada Lovelace", ...address });
  return address;
}

const url = "http://localhost/welcome";

/** A guest's request. @param id that the guest proposes */
type Ask = (address: Address, id: string, fetch: CallOptions["fetch"]) => Promise<Answer>;

const asked =
  (path: string, body: (address: Address, userId: string) => object): Ask =>
  (address, id, fetch) =>
    call("POST", `/account${path}`, { ...guest(), ...(fetch && { fetch }), body: body(address, id) });

const kinds: readonly { readonly what: string; readonly ask: Ask; readonly proposes: boolean }[] = [
  { what: "a recovery", ask: asked("/recovery", ({ email }) => ({ email, url })), proposes: false },
  {
    what: "a magic URL",
    ask: asked("/tokens/magic-url", ({ email }, userId) => ({ userId, email, url })),
    proposes: true,
  },
  { what: "a code by email", ask: asked("/tokens/email", ({ email }, userId) => ({ userId, email })), proposes: true },
  { what: "a code by phone", ask: asked("/tokens/phone", ({ phone }, userId) => ({ userId, phone })), proposes: true },
];

/** How well a number separates users from strangers: 0.5 is chance, 0 and 1 are certainty (the area under the ROC curve). */
function areaUnder(users: readonly number[], strangers: readonly number[]): number {
  const wins = users.flatMap((user) => strangers.map((other): number => (Math.sign(user - other) + 1) / 2));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

/** With a hundred of each, the standard deviation of chance around 0.5 is 0.04; this is six of those. */
const chance = 0.25;

/** The time of an answer excludes the work after it. */
const fetch = answersWith({ RATE_LIMITS: "off" });

/** The parts of an answer that an attacker sees. */
interface Seen {
  readonly isUser: boolean;
  readonly proposed: string;
  readonly answer: Answer;
  readonly milliseconds: number;
}

/** Sends two hundred requests, in a random order, for users and strangers. */
async function ask200(ask: Ask): Promise<readonly Seen[]> {
  const addresses = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => ({
      isUser: index % 2 === 0,
      address: index % 2 === 0 ? await user() : stranger(),
      order: Math.random(),
    })),
  );
  await ask(await user(), fresh(), fetch);
  await ask(stranger(), fresh(), fetch);
  const seen: Seen[] = [];
  for (const { address, isUser } of addresses.toSorted((a, b) => a.order - b.order)) {
    const proposed = fresh("proposed");
    const started = performance.now();
    const answer = await ask(address, proposed, fetch);
    seen.push({ isUser, proposed, answer, milliseconds: performance.now() - started });
  }
  return seen;
}

const of = (seen: readonly Seen[], isUser: boolean, read: (seen: Seen) => number) =>
  seen.filter((each) => each.isUser === isUser).map((each) => read(each));

/** Expects that the times do not separate users from strangers. */
function expectChance(seen: readonly Seen[]) {
  expect(seen.map(({ answer }) => answer.status)).toEqual(seen.map(() => 201));
  const times = ({ milliseconds }: Seen) => milliseconds;
  expect(Math.abs(areaUnder(of(seen, true, times), of(seen, false, times)) - 0.5)).toBeLessThan(chance);
}

/** Expects that all answers have one size, except for the proposed ids. */
function expectOneSize(seen: readonly Seen[]) {
  const sizes = ({ answer, proposed }: Seen) => answer.text.replaceAll(proposed, "").length;
  expect(new Set(of(seen, true, sizes))).toEqual(new Set(of(seen, false, sizes)));
}

/** The ids of the current users. */
const userIds = async () => new Set((await rows("SELECT id FROM users")).map(({ id }) => id));

describe.each(kinds)("Of 200 answers to requests for $what", ({ ask, proposes }) => {
  test("none names a user, and neither their sizes nor their times tell who has an account", async () => {
    const seen = await ask200(ask);
    const users = await userIds();
    for (const { answer, proposed } of seen) {
      const { userId } = answer.body;
      if (proposes) expect(userId).toBe(proposed);
      else expect(userId).toEqual(generatedId);
      expect(users.has(userId)).toBe(false);
    }
    expectOneSize(seen);
    expectChance(seen);
  });

  test("each costs the same statements, and as many rows written by each round trip", async () => {
    const costOf = async (address: Address) => {
      const trips: { readonly statements: readonly string[]; readonly rowsWritten: number }[] = [];
      const between: Between = async (statements, send) => {
        const results = await send(preparedOf(statements));
        const rowsWritten = results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
        trips.push({ statements: statements.map(({ sql }) => sql), rowsWritten });
        return results;
      };
      await succeed(ask(address, fresh(), serve(between, { bindings: { RATE_LIMITS: "off" } })), 201);
      // The outcome of a message is written after the answer.
      return trips.slice(0, 2);
    };
    const known = await costOf(await user());
    expect(known[1]?.rowsWritten).toBeGreaterThan(0);
    expect(await costOf(stranger())).toEqual(known);
    const blocked = await user();
    await rows("UPDATE users SET status = 0 WHERE email = ?", blocked.email);
    expect(await costOf(blocked)).toEqual(known);
  });
});

describe("An id that was proposed with the victim's address", () => {
  test.each(kinds.filter(({ proposes }) => proposes))(
    "reveals no account when it is used again: $what",
    async ({ ask }) => {
      const answersFor = async (victim: Address) => {
        const id = fresh();
        await succeed(ask(victim, id, fetch), 201);
        const other = { ...guest(), body: { userId: id, email: stranger().email, password: "a good long password" } };
        const { caller } = await memberOf(await makeTeam());
        return {
          again: (await ask(stranger(), id, fetch)).status,
          invited: (await invite(await makeTeam({}, caller), { userId: id, url: welcomePage }, caller)).status,
          redeemed: (
            await call("POST", "/account/sessions/token", { ...guest(), body: { userId: id, secret: "000000" } })
          ).status,
          signedUp: (await call("POST", "/account", other)).status,
        };
      };
      const known = await answersFor(await user());
      expect(await answersFor(stranger())).toEqual(known);
      expect(known).toEqual({ again: 201, invited: 404, redeemed: 401, signedUp: 201 });
    },
  );

  test("reveals no account where another user has it", async () => {
    const id = await createUser();
    for (const { ask } of kinds.filter(({ proposes }) => proposes)) {
      expect((await ask(await user(), id, fetch)).status).toBe(201);
      expect((await ask(stranger(), id, fetch)).status).toBe(201);
    }
  });
});

describe("Of 200 answers to an owner who invites an address", () => {
  /** An owner of a team, and their invitation requests. */
  async function owner() {
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const ask: Ask = ({ email }, _, fetch) =>
      invite(teamId, { email, name: "Whoever", url: welcomePage }, { ...caller, ...(fetch && { fetch }) });
    const list = async () => (await call("GET", `/teams/${teamId}/memberships?queries[]=${limit}`, caller)).body;
    return { ask, list };
  }

  const limit = encodeURIComponent('{"method":"limit","values":[500]}');

  test("none names a user who was there before, and neither sizes nor times tell who has an account", async () => {
    const { ask, list } = await owner();
    const seen = await ask200(ask);
    expectChance(seen);
    const since = await rows("SELECT id FROM users WHERE created_at < (SELECT min(invited) FROM memberships)");
    const before = new Set(since.map(({ id }) => id));
    for (const { answer } of seen) {
      expect(answer.body["userId"]).toEqual(generatedId);
      expect(before.has(answer.body["userId"])).toBe(false);
    }
    const shapes = (isUser: boolean) =>
      new Set(
        seen
          .filter((each) => each.isUser === isUser)
          .map(({ answer: { body } }) => JSON.stringify({ ...body, $id: "", userId: "", userEmail: "", ...dates })),
      );
    expect(shapes(true)).toEqual(shapes(false));
    expect(shapes(true).size).toBe(1);
    await rows("UPDATE settings SET membership_user_id = 1, membership_user_name = 1, membership_user_mfa = 1");
    const { memberships } = await list();
    await rows("UPDATE settings SET membership_user_id = 0, membership_user_name = 0, membership_user_mfa = 0");
    const pending = Array.isArray(memberships) ? memberships.filter(({ confirm }) => confirm === false) : [];
    expect(pending.length).toBeGreaterThan(200);
    expect(new Set(pending.map(({ userName }) => userName))).toEqual(new Set([""]));
    expect(pending.some(({ userId }) => before.has(userId))).toBe(false);
  });

  const dates = { $createdAt: "", $updatedAt: "", invited: "" };

  test("each takes the same statements", async () => {
    const { ask } = await owner();
    const { fetch: recorded, take } = record({ RATE_LIMITS: "off" });
    const statementsOf = async (address: Address) => {
      await succeed(ask(address, "", recorded), 201);
      return take().roundTrips;
    };
    const known = await statementsOf(await user());
    expect(await statementsOf(stranger())).toEqual(known);
  });
});

test("Keys learn which user has an address, or that no user has it", async () => {
  const known = await user();
  const [row] = await rows("SELECT id FROM users WHERE email = ?", known.email);
  const body = { email: known.email, url };
  expect((await call("POST", "/account/recovery", { body })).body).toMatchObject({ userId: row?.["id"] });
  expectRefusal(
    await call("POST", "/account/recovery", { body: { ...body, email: stranger().email } }),
    "user_not_found",
  );
});

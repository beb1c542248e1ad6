/**
 * Results of simultaneous requests on teams (docs/decisions/0011-promises.md#single-use). Every round trip to the
 * database is delayed by a random time on its way there and back, so that the batches of the requests interleave.
 */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { cookieOf, guest } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { outbox } from "../harness/outbox.ts";
import { type Between, preparedOf, serve } from "../harness/recorder.ts";
import {
  accept,
  invite,
  makeTeam,
  memberOf,
  readInvitation,
  readTeam,
  sendInvitation,
  welcomePage,
} from "../harness/teams.ts";
import { createUser, fresh } from "../harness/users.ts";

/** The longest delay of a round trip, each way, in milliseconds. */
const delayMax = 20;

const randomly = () => scheduler.wait(Math.random() * delayMax);

const holdUp: Between = async (statements, send) => {
  await randomly();
  const results = await send(preparedOf(statements));
  await randomly();
  return results;
};

const unlimited = { bindings: { RATE_LIMITS: "off" } };
const fetch = serve(holdUp, unlimited);

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

/** How many answers have each status and type. */
function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { body, status } of answers) {
    const kind = status < 400 ? String(status) : `${status} ${String(body["type"])}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const membershipsOf = (teamId: string) =>
  rows("SELECT confirm FROM memberships WHERE team_seq = (SELECT seq FROM teams WHERE id = ?)", teamId);

test("Of fifty simultaneous acceptances of an invitation one succeeds: one member, counted once, with one session", async () => {
  const teamId = await makeTeam();
  const owner = await memberOf(teamId);
  const invited = await sendInvitation(teamId, owner.caller, "fifty@mail.example");
  await call("DELETE", `/teams/${teamId}/memberships/${owner.membershipId}`);
  expect(await readTeam(teamId)).toMatchObject({ total: 0 });

  const answers = await Promise.all(times(50).map(() => accept(invited, { ...guest(), fetch })));
  expect(tally(answers)).toEqual({ "200": 1, "409 membership_already_confirmed": 49 });
  expect(await membershipsOf(teamId)).toEqual([{ confirm: 1 }]);
  expect(await readTeam(teamId)).toMatchObject({ total: 1 });
  expect((await call("GET", `/users/${invited.userId}/sessions`)).body).toMatchObject({ total: 1 });
  const withCookies = answers.filter(({ headers }) => headers.getSetCookie().length > 0);
  expect(withCookies.map(({ status }) => status)).toEqual([200]);
  for (const answer of withCookies) expect(cookieOf(answer)).not.toBe("");
});

describe("Of twenty simultaneous invitations", () => {
  test("by keys one makes the user a member", async () => {
    const [teamId, userId] = [await makeTeam(), await createUser()];
    const answers = await Promise.all(times(20).map(() => invite(teamId, { userId }, { fetch })));
    expect(tally(answers)).toEqual({ "201": 1, "409 membership_already_confirmed": 19 });
    expect(await membershipsOf(teamId)).toEqual([{ confirm: 1 }]);
    expect(await readTeam(teamId)).toMatchObject({ total: 1 });
  });

  test("by keys of one address one makes the user, who is a member once", async () => {
    const teamId = await makeTeam();
    const email = "twenty@mail.example";
    const answers = await Promise.all(times(20).map(() => invite(teamId, { email }, { fetch })));
    expect(tally(answers)).toEqual({ "201": 1, "409 membership_already_confirmed": 19 });
    expect(await rows("SELECT email FROM users WHERE email = ?", email)).toHaveLength(1);
    expect(await readTeam(teamId)).toMatchObject({ total: 1 });
  });

  test("by owners of one address all are sent, for one membership of one user, and the last is valid", async () => {
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const email = "owners@mail.example";
    const answers = await Promise.all(
      times(20).map(() => invite(teamId, { email, url: welcomePage }, { ...caller, fetch })),
    );
    expect(tally(answers)).toEqual({ "201": 20 });
    expect(await rows("SELECT email FROM users WHERE email = ?", email)).toHaveLength(1);
    expect((await membershipsOf(teamId)).toSorted((a, b) => Number(a["confirm"]) - Number(b["confirm"]))).toEqual([
      { confirm: 0 },
      { confirm: 1 },
    ]);
    const sent = (await outbox(env.KV)).filter(({ to }) => to === email);
    expect(sent).toHaveLength(20);
    const accepted = await Promise.all(sent.map((message) => accept(readInvitation(message), { ...guest(), fetch })));
    expect(tally(accepted)).toEqual({ "200": 1, "401 team_invalid_secret": 19 });
  });
});

test("Of twenty creations of a team with one id one succeeds, and is counted once", async () => {
  const teamId = fresh("team");
  const [before] = await rows("SELECT teams FROM user_totals");
  const answers = await Promise.all(
    times(20).map(() => call("POST", "/teams", { body: { teamId, name: "Crew" }, fetch })),
  );
  expect(tally(answers)).toEqual({ "201": 1, "409 team_already_exists": 19 });
  expect(await rows("SELECT teams FROM user_totals")).toEqual([{ teams: Number(before?.["teams"]) + 1 }]);
});

describe("A team's total is the number of its confirmed members", () => {
  /** The generator mulberry32: numbers from 0 to 1, determined by a seed. */
  function randomOf(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /** Every team whose total differs from its rows, and the counter of teams if it does. */
  const differences = async () => [
    ...(await rows(
      `SELECT id, total, (SELECT count(*) FROM memberships WHERE team_seq = teams.seq AND confirm = 1) AS members
       FROM teams WHERE total <> members`,
    )),
    ...(await rows("SELECT teams, (SELECT count(*) FROM teams) AS there FROM user_totals WHERE teams <> there")),
  ];

  /** Runs `count` operations on six teams and twenty users, up to 25 at once. @returns their answers by kind */
  async function stir(seed: number, count: number, fetch: NonNullable<CallOptions["fetch"]>) {
    const random = randomOf(seed);
    const pick = <T>(list: readonly T[]): T => {
      const picked = list[Math.floor(random() * list.length)];
      if (picked === undefined) throw new Error("There is nothing to pick.");
      return picked;
    };
    const prefix = `s${seed}`;
    const teams = await Promise.all(times(6).map((index) => makeTeam({ teamId: `${prefix}-team${index}` })));
    const users = times(20).map((index) => `${prefix}-user${index}`);
    const emailOf = (userId: string) => `${userId}@mail.example`;
    await Promise.all(users.map((userId) => createUser({ userId, email: emailOf(userId) })));
    const owners = new Map<string, CallOptions>();
    for (const teamId of teams) owners.set(teamId, (await memberOf(teamId)).caller);
    // Open invitations: every user has two, for two of the teams.
    for (const userId of users) {
      for (const teamId of [pick(teams), pick(teams)]) {
        const options = {
          ...owners.get(teamId),
          fetch: serve((statements, send) => send(preparedOf(statements)), unlimited),
        };
        await invite(teamId, { userId, url: welcomePage }, options);
      }
    }
    const invitations = (await outbox(env.KV)).map(readInvitation).filter(({ teamId }) => teamId.startsWith(prefix));
    const memberships = async (teamId: string) =>
      rows("SELECT id FROM memberships WHERE team_seq = (SELECT seq FROM teams WHERE id = ?)", teamId);
    const someMembership = async (teamId: string) =>
      String((await memberships(teamId))[Math.floor(random() * 8)]?.["id"]);

    const acts: readonly (readonly [weight: number, act: () => Promise<Answer>])[] = [
      [30, () => invite(pick(teams), { userId: pick(users) }, { fetch })],
      [10, () => invite(pick(teams), { email: emailOf(pick(users)), roles: ["cook"] }, { fetch })],
      [25, () => accept(pick(invitations), { ...guest(), fetch })],
      [
        5,
        () => {
          const teamId = pick(teams);
          return invite(teamId, { userId: pick(users), url: welcomePage }, { ...owners.get(teamId), fetch });
        },
      ],
      [
        10,
        async () => {
          const teamId = pick(teams);
          const path = `/teams/${teamId}/memberships/${await someMembership(teamId)}`;
          return call("PATCH", path, { body: { roles: ["cook"] }, fetch });
        },
      ],
      [
        25,
        async () => {
          const teamId = pick(teams);
          return call("DELETE", `/teams/${teamId}/memberships/${await someMembership(teamId)}`, { fetch });
        },
      ],
      [4, () => call("DELETE", `/users/${pick(users)}`, { fetch })],
      [
        6,
        () => {
          const userId = pick(users);
          return call("POST", "/users", { body: { userId, email: emailOf(userId) }, fetch });
        },
      ],
      [1, () => call("DELETE", `/teams/${pick(teams)}`, { fetch })],
      [3, () => call("POST", "/teams", { body: { teamId: pick(teams), name: "Crew" }, fetch })],
    ];
    const bag = acts.flatMap(([weight, act]) => times(weight).map(() => act));
    const answers: Answer[] = [];
    let left = count;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        answers.push(await pick(bag)());
      }
    };
    await Promise.all(times(25).map(work));
    return tally(answers);
  }

  test("after five hundred random operations at once", async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const answered = await stir(seed, 500, fetch);
    expect(await differences(), `seed ${seed}, answers ${JSON.stringify(answered)}`).toEqual([]);
    // Otherwise nothing would be proven: operations of each kind succeeded, and some conflicted.
    for (const kind of ["200", "201", "204", "409 membership_already_confirmed"]) {
      expect(answered[kind], `seed ${seed}`).toBeGreaterThan(10);
    }
    expect(Object.keys(answered).filter((kind) => kind.startsWith("5"))).toEqual([]);
  });

  /** The Worker without the statement that counts members. */
  const uncounted = serve((statements, send) => {
    const isCounting = ({ sql }: { readonly sql: string }) => sql.startsWith('update "teams" set "total"');
    const nothing = env.DB.prepare("SELECT 1 AS n");
    return send(statements.map((statement) => (isCounting(statement) ? nothing : statement.prepared)));
  }, unlimited);

  /** A team with an owner, a member, and an invitee. */
  async function threesome() {
    const teamId = await makeTeam();
    const owner = await memberOf(teamId);
    const invited = await sendInvitation(teamId, owner.caller, `${fresh("third")}@mail.example`);
    return { teamId, owner, invited };
  }

  test.each([
    ["an invitation", ({ teamId }) => createUser().then((userId) => invite(teamId, { userId }, { fetch: uncounted }))],
    ["an acceptance", ({ invited }) => accept(invited, { ...guest(), fetch: uncounted })],
    [
      "the end of a membership",
      ({ owner, teamId }) => call("DELETE", `/teams/${teamId}/memberships/${owner.membershipId}`, { fetch: uncounted }),
    ],
    ["the deletion of a user", ({ owner }) => call("DELETE", `/users/${owner.userId}`, { fetch: uncounted })],
  ] as const satisfies readonly (readonly [
    string,
    (team: Awaited<ReturnType<typeof threesome>>) => Promise<Answer>,
  ])[])("because %s counts: without its statement the comparison shows it", async (_, act) => {
    const team = await threesome();
    expect(await differences()).toEqual([]);
    expect((await act(team)).status).toBeLessThan(300);
    expect(await differences()).toMatchObject([{ id: team.teamId }]);
    await rows(
      "UPDATE teams SET total = (SELECT count(*) FROM memberships WHERE team_seq = teams.seq AND confirm = 1)",
    );
  });
});

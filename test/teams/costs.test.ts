/**
 * The rows that lists of teams and memberships read (docs/decisions/0015-lists.md): a page or the matches, and never all
 * teams for a page.
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { idsOf, type Query, query, queryString } from "../harness/lists.ts";
import { record } from "../harness/recorder.ts";
import { makeTeam, memberOf } from "../harness/teams.ts";

const recorder = record();
let caller: CallOptions;

/** 2,000 teams, of which the first has all of 1,000 users for its members, and the others two each. */
beforeAll(async () => {
  const numbers = (max: number) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${max})`;
  await env.DB.batch(
    [
      `INSERT INTO users (id, created_at, updated_at, name, name_folded, email_verification, phone_verification, hash,
         hash_options, status, labels, mfa, prefs, impersonator, words, write_id)
       ${numbers(1_000)} SELECT 'u-' || i, i, i, '', '', 0, 0, 'argon2', '{}', 1, '[]', 0, '{}', 0, '{}', '' FROM n`,
      `INSERT INTO teams (id, created_at, updated_at, name, name_folded, total, prefs, words)
       ${numbers(2_000)} SELECT 'team' || i, i, i, 'Team ' || i, 'team ' || i, i % 1000, '{}', '{"I":["team' || i || '"]}' FROM n`,
      "INSERT INTO search_words SELECT 'team', id, seq FROM teams",
      `INSERT INTO memberships (id, created_at, updated_at, team_seq, user_seq, roles, invited, joined, confirm, words, write_id)
       SELECT 'first' || users.id, 0, 0, 1, seq, '["cook"]', 0, 0, 1, '{"I":["first' || seq || '"],"U":["user"]}', '' FROM users`,
      `INSERT INTO memberships (id, created_at, updated_at, team_seq, user_seq, roles, invited, joined, confirm, words, write_id)
       SELECT 'm' || seq, 0, 0, seq, 1 + seq % 1000, '[]', 0, 0, 1, '{}', '' FROM teams WHERE seq > 1`,
      "UPDATE user_totals SET users = 1000, teams = 2000",
    ].map((sql) => env.DB.prepare(sql)),
  );
  ({ caller } = await memberOf(await makeTeam({ teamId: "last" }), ["cook"]));
});

/** Rows that a list reads, in one batch. */
async function rowsRead(path: string, name: "teams" | "memberships", queries: readonly Query[], more: object = {}) {
  recorder.take();
  const answer = await call("GET", `${path}?${queryString({ queries, ...more })}`, { fetch: recorder.fetch });
  const { roundTrips, rowsRead } = recorder.take();
  expect(roundTrips).toHaveLength(1);
  return { rowsRead, found: idsOf(answer, name).ids.length };
}

const attributes = ["$id", "$sequence", "$createdAt", "$updatedAt", "name", "total"];

describe("a key's list of teams reads by the page", () => {
  test("with the total, without queries", async () => {
    const { found, rowsRead: read } = await rowsRead("/teams", "teams", []);
    expect(found).toBe(25);
    expect(read).toBeLessThanOrEqual(60);
  });

  test.each(attributes.flatMap((name) => [query("orderAsc", name), query("orderDesc", name)]))(
    "by %j",
    async (order) => {
      for (const queries of [[order], [order, query("cursorAfter", undefined, "team1000")]]) {
        expect((await rowsRead("/teams", "teams", queries)).rowsRead).toBeLessThanOrEqual(60);
      }
    },
  );

  test.each([
    query("equal", "name", "Team 7"),
    query("startsWith", "name", "Team 77"),
    query("equal", "total", 7),
    query("greaterThan", "total", 997),
    query("between", "$createdAt", "1970-01-01T00:00:00.500+00:00", "1970-01-01T00:00:00.510+00:00"),
    query("equal", "$id", "team5"),
  ])("or by its matches: %j", async (filter) => {
    const { found, rowsRead: read } = await rowsRead("/teams", "teams", [filter]);
    expect(found).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(4 * found + 60);
  });

  test("or by the matches of a search", async () => {
    expect((await rowsRead("/teams", "teams", [], { search: "team77" })).rowsRead).toBeLessThanOrEqual(4 * 11 + 60);
  });
});

test("a user's list reads the teams that they are in, and no others", async () => {
  const options = { ...caller, fetch: recorder.fetch };
  recorder.take();
  expect(idsOf(await call("GET", "/teams", options), "teams").total).toBe(1);
  expect(recorder.take().rowsRead).toBeLessThanOrEqual(20);
});

describe("a list of a team's members", () => {
  test("reads a page of them without the total, in the order they came", async () => {
    const { found, rowsRead: read } = await rowsRead("/teams/team1/memberships", "memberships", [], { total: "false" });
    expect(found).toBe(25);
    // The membership, its user and its team, each.
    expect(read).toBeLessThanOrEqual(3 * 25 + 10);
    const after = [query("cursorAfter", undefined, "firstu-500")];
    const later = await rowsRead("/teams/team1/memberships", "memberships", after, { total: "false" });
    expect(later.rowsRead).toBeLessThanOrEqual(3 * 25 + 15);
  });

  test("reads each of them to count them, and none of another team", async () => {
    const { rowsRead: all } = await rowsRead("/teams/team1/memberships", "memberships", []);
    expect(all).toBeLessThanOrEqual(1_000 + 3 * 25 + 10);
    const { found, rowsRead: few } = await rowsRead("/teams/team2/memberships", "memberships", []);
    expect(found).toBe(1);
    expect(few).toBeLessThanOrEqual(10);
  });
});

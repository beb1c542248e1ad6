import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../errors/app-error.ts";
import { build, sql } from "../lib/sql/index.ts";
import { type Constraint, type Refusals, toRefusal } from "./constraints.ts";
import { Database } from "./database.ts";
import { identities, keys, memberships, providers, targets, teams, userLabels, users } from "./schema/index.ts";

const db = new Database(env.DB);

const user = (values: Partial<typeof users.$inferInsert>) => ({
  id: "first",
  createdAt: 0,
  updatedAt: 0,
  name: "",
  nameFolded: "",
  emailVerification: false,
  phoneVerification: false,
  hash: "argon2",
  hashOptions: "{}",
  status: true,
  labels: "[]",
  mfa: false,
  prefs: "{}",
  impersonator: false,
  words: "{}",
  writeId: "",
  ...values,
});

const target = { userSeq: 1, createdAt: 0, updatedAt: 0, providerType: "email", expired: false } as const;

const key = { createdAt: 0, updatedAt: 0, name: "", scopes: "[]", sdks: "[]" };

const provider = {
  createdAt: 0,
  updatedAt: 0,
  name: "",
  nameFolded: "",
  provider: "fcm",
  type: "push",
  enabled: false,
  credentials: "",
  options: "{}",
  words: "{}",
} as const;

const team = { createdAt: 0, updatedAt: 0, name: "", nameFolded: "", total: 0, prefs: "{}", words: "{}" };

const membership = {
  teamSeq: 1,
  userSeq: 1,
  createdAt: 0,
  updatedAt: 0,
  roles: "[]",
  invited: 0,
  confirm: false,
  words: "{}",
  writeId: "",
};
const identity = { createdAt: 0, updatedAt: 0, userSeq: 1, userId: "first", provider: "github", providerUid: "1" };

beforeAll(async () => {
  const batch = db.batch();
  batch.addAll([
    build.insert(keys).values({ ...key, id: "first", digest: "d1" }),
    build.insert(providers).values({ ...provider, id: "first" }),
    build.insert(users).values(user({ email: "a@b.co", phone: "+1415555" })),
    build.insert(targets).values({ ...target, id: "t1", identifier: "a@b.co" }),
    build.insert(userLabels).values({ label: "vip", userSeq: 1 }),
    build.insert(users).values(user({ id: "other" })),
    build.insert(teams).values({ ...team, id: "first" }),
    build.insert(memberships).values({ ...membership, id: "m1" }),
    build.insert(identities).values({ ...identity, id: "i1" }),
  ]);
  await batch.run();
});

const broken: Readonly<Record<Constraint, () => Promise<unknown>>> = {
  keys_id: () => db.run(build.insert(keys).values({ ...key, id: "FIRST", digest: "d2" })),
  memberships_team_seq: () => db.run(build.update(memberships).set({ teamSeq: sql`NULL` })),
  webhooks_id: () =>
    db.run(sql`INSERT INTO webhooks (id, created_at, updated_at, name, url, events, enabled, auth_username, secret, cursor, pending,
      next_at, lease, lease_end, attempts, error, dropped)
      SELECT value, 0, 0, '', '', '[]', 0, '', '', 0, '[]', 0, '', 0, 0, '', 0 FROM json_each('["first", "FIRST"]')`),
  teams_name: () => db.run(build.update(teams).set({ name: sql`NULL` })),
  teams_id: () => db.run(build.insert(teams).values({ ...team, id: "FIRST" })),
  providers_id: () => db.run(build.insert(providers).values({ ...provider, id: "FIRST" })),
  users_id: () => db.run(build.insert(users).values(user({ id: "FIRST" }))),
  users_email: () => db.run(build.insert(users).values(user({ id: "second", email: "a@b.co" }))),
  users_phone: () => db.run(build.insert(users).values(user({ id: "second", phone: "+1415555" }))),
  targets_id: () => db.run(build.insert(targets).values({ ...target, id: "T1", identifier: "c@d.co" })),
  targets_identifier: () => db.run(build.insert(targets).values({ ...target, id: "t2", identifier: "a@b.co" })),
  identities_provider_uid: () => db.run(build.insert(identities).values({ ...identity, id: "i2" })),
};

/** The error of a failing batch of one statement. */
const refusalOf = (run: Promise<unknown>, refusals: Refusals): Promise<unknown> =>
  run.then(
    () => "It went through.",
    (error: unknown) => toRefusal(error, refusals),
  );

describe.each(Object.entries(broken))("%s", (constraint, run) => {
  test("broken, throws the error that is declared for it", async () => {
    const refused = await refusalOf(run(), { [constraint]: "user_already_exists" });
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ type: "user_already_exists", status: 409 });
  });
  test("broken without a declared error, is passed on unchanged", async () => {
    const others = Object.fromEntries(
      Object.keys(broken)
        .filter((name) => name !== constraint)
        .map((name) => [name, "user_already_exists"]),
    );
    const thrown = await refusalOf(run(), others);
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).not.toBeInstanceOf(AppError);
  });
});

test("a constraint that is not in the table is never a refusal", async () => {
  const everything = Object.fromEntries(Object.keys(broken).map((name) => [name, "user_already_exists"]));
  const label = db.run(build.insert(userLabels).values({ label: "vip", userSeq: 1 }));
  const thrown = await refusalOf(label, everything);
  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).not.toBeInstanceOf(AppError);
  const notNull = env.DB.prepare("INSERT INTO users (id) VALUES ('x')").run();
  expect(String(await refusalOf(notNull, everything))).toContain("NOT NULL");
});

test("a value of a request that reads like a broken constraint is not taken for one", () => {
  const error = new Error("no such column: 'UNIQUE constraint failed: users.email'x");
  expect(toRefusal(error, { users_email: "user_already_exists" })).toBe(error);
});

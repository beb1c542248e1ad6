import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { Database } from "../../storage/database.ts";
import { tokens, userLabels, users } from "../../storage/schema/index.ts";
import { build, insertFrom, sql } from "./index.ts";

const db = new Database(env.DB);

const user = {
  id: "Ada",
  createdAt: 7,
  updatedAt: 8,
  name: "Ada",
  nameFolded: "ada",
  emailVerification: true,
  phoneVerification: false,
  hash: "argon2",
  hashOptions: "{}",
  status: true,
  labels: '["vip"]',
  mfa: false,
  prefs: "{}",
  impersonator: false,
  words: "{}",
  writeId: "",
};

beforeAll(async () => {
  await db.run(insertFrom(users, user, sql`WHERE 1`));
});

describe("an insert of selected rows", () => {
  test("writes the default of a column that is left out, or NULL", async () => {
    const { rows } = await db.run(sql`SELECT * FROM ${users}`);
    expect(rows).toEqual([
      expect.objectContaining({
        seq: 1,
        id: "Ada",
        name_folded: "ada",
        email: null,
        email_verification: 1,
        phone_verification: 0,
        password_history: "[]",
        claimed: 0,
        epoch: 0,
      }),
    ]);
  });

  test("writes columns by their names, in any order", async () => {
    const token = {
      type: "email",
      expire: 3,
      digest: "d",
      createdAt: 2,
      id: "t",
      userSeq: users.seq,
      askedId: users.id,
    } as const;
    await db.run(insertFrom(tokens, token, sql`FROM ${users} WHERE ${users.id} = ${"Ada"}`));
    const { rows } = await db.run(sql`SELECT * FROM ${tokens}`);
    expect(rows).toEqual([
      {
        seq: 1,
        id: "t",
        created_at: 2,
        user_seq: 1,
        asked_id: "Ada",
        address: null,
        type: "email",
        digest: "d",
        expire: 3,
        tries: null,
        attempt: "",
        identity_seq: null,
        origin: null,
      },
    ]);
  });

  test("writes no row where none is selected", async () => {
    const insert = insertFrom(userLabels, { label: "none", userSeq: users.seq }, sql`FROM ${users} WHERE 0`);
    const { rows: inserted } = await db.run(insert.returning({ label: userLabels.label }));
    expect(inserted).toEqual([]);
  });

  test("ignores a conflict where asked to", async () => {
    const insert = insertFrom(userLabels, { label: "vip", userSeq: users.seq }, sql`FROM ${users} WHERE 1`)
      .onConflictDoNothing()
      .returning({ label: userLabels.label });
    const batch = db.batch();
    const [first, second] = [batch.add(insert), batch.add(insert)];
    await batch.run();
    expect([first.rows, second.rows]).toEqual([[{ label: "vip" }], []]);
  });

  test("writes the same row as VALUES does", async () => {
    await db.run(build.insert(users).values({ ...user, id: "Bob", writeId: "" }));
    const { rows } = await db.run(sql`SELECT * FROM ${users} ORDER BY ${users.seq}`);
    const [ada, bob] = rows.map((row) => ({ ...row, id: "", seq: 0 }));
    expect(ada).toEqual(bob);
  });
});

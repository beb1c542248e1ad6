import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { compile, readPage } from "../../src/domain/lists/index.ts";
import { usersResource } from "../../src/domain/users/index.ts";
import { sql } from "../../src/lib/sql/index.ts";
import { type Binding, Database } from "../../src/storage/database.ts";
import { users } from "../../src/storage/schema/index.ts";

test.each([
  ["read in order", []],
  ["sorted", ['{"method":"orderAsc","attribute":"name"}', '{"method":"orderDesc","attribute":"email"}']],
])("a page that is %s binds no limit, for which SQLite would compile it at each run", async (_, queries) => {
  const texts: string[] = [];
  const binding: Binding = {
    prepare(text) {
      texts.push(text);
      return env.DB.prepare(text);
    },
    batch: (statements) => env.DB.batch(statements),
  };
  const plan = compile(usersResource, { queries: [...queries, '{"method":"limit","values":[7]}'], total: false });
  const source = {
    table: users,
    sequence: users.seq,
    columns: sql`${users.id}`,
    toItem: ({ id }: { id?: unknown }) => id,
  };
  await readPage(new Database(binding), plan, source);
  expect(texts.at(-1)).toMatch(/ LIMIT 7 OFFSET \?/);
});

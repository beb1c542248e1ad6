/** Every refusal that an operation declares can be provoked, and changes nothing. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, makeFixture } from "./harness/cases/fixture.ts";
import { caseOf, operations } from "./harness/cases/index.ts";
import { dumpOfDeeds, rows } from "./harness/database.ts";
import { expectRefusal } from "./harness/refusal.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await makeFixture();
});

// All refusals use one fixture: its user would otherwise get an email about the tenth wrong password.
beforeEach(() => rows("DELETE FROM locks"));

/** All rows except SQLite's next sequence numbers. */
const dumpOfRows = async () => ({ ...(await dumpOfDeeds()), sqlite_sequence: [] });

test("every operation declares exactly the refusals that are provoked here", () => {
  expect(operations.map(({ errors, id }) => [id, errors.toSorted()])).toEqual(
    operations.map((endpoint) => [endpoint.id, Object.keys(caseOf(endpoint).refusals).toSorted()]),
  );
});

describe.each(operations.flatMap(({ errors, id }) => errors.map((type) => ({ id, type }))))("$id", ({ id, type }) => {
  test(`refuses with ${type} and changes nothing`, async () => {
    const provoke = caseOf({ id }).refusals[type];
    if (provoke === undefined) throw new Error(`The case of ${id} does not provoke ${type}.`);
    const before = await dumpOfRows();
    expectRefusal(await provoke(fixture), type);
    expect(await dumpOfRows()).toEqual(before);
  });
});

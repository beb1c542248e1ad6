/**
 * An import is atomic, even if any of its statements fails, and with any number of clients at once
 * (docs/spec/import.md#outcomes).
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { phoneOf } from "../harness/cases/values.ts";
import { call } from "../harness/client.ts";
import { makeTeam } from "../harness/teams.ts";
import { importRows, reportOf } from "./chunks.ts";
import { findInconsistencies } from "./consistency.ts";

beforeAll(async () => {
  await makeTeam({ teamId: "crew" });
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await findInconsistencies()).toEqual([]);
});

/** Rows with every possible field. */
const fullRows = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    $id: `${name}-${index}`,
    name: `Ada ${index}`,
    email: `${name}-${index}@mail.example`,
    phone: phoneOf(`${name}-${index}`),
    labels: ["vip", `label${index}`],
    totp: { secret: "JBSWY3DPEHPK3PXP" },
    targets: [{ providerType: "push", identifier: `${name}-${index}` }],
    identities: [{ provider: "google", providerUid: `${name}-${index}` }],
    memberships: [{ teamId: "crew", roles: ["dev"] }],
  }));

const ascending = (numbers: readonly unknown[]) => numbers.map(Number).toSorted((a, b) => a - b);

test("a failure at any statement leaves nothing", { timeout: 60_000 }, async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const squatters = [0, 1].map((index) => ({ email: `broken-${index}@mail.example`, emailVerification: false }));
  expect(await importRows("squatters", squatters)).toMatchObject({ created: 2 });
  const chunk = fullRows("broken", 3);
  const before = await dumpOfDeeds();
  let [place, statementsOfRun] = [0, 1];
  for (; place <= statementsOfRun; place += 1) {
    const fetch = serve((statements, send) => {
      const prepared = preparedOf(statements);
      // The first batch reads the holders of the rows' ids and addresses.
      if (statements.length === 1) return send(prepared);
      statementsOfRun = prepared.length;
      return send(prepared.toSpliced(place, 0, env.DB.prepare("INSERT INTO user_totals SELECT * FROM user_totals")));
    });
    const request = { body: chunk, fetch };
    const { status } = await call("POST", "/users/import?importId=broken&replaceUnproven=true", request);
    expect({ place, status }).toEqual({ place, status: 500 });
    expect(await dumpOfDeeds()).toEqual(before);
  }
  expect(statementsOfRun).toBeGreaterThan(30);
  expect(await importRows("broken", chunk, { replaceUnproven: "true" })).toEqual(reportOf("broken", 3, []));
});

test("a chunk that four clients send at once is created once", async () => {
  const chunk = fullRows("racing", 50);
  const fetch = serve(async (statements, send) => {
    await scheduler.wait(Math.random() * 50);
    const results = await send(preparedOf(statements));
    await scheduler.wait(Math.random() * 50);
    return results;
  });
  const reports = await Promise.all([1, 2, 3, 4].map(() => importRows("racing", chunk, {}, { fetch })));
  expect(ascending(reports.map(({ created }) => created))).toEqual([0, 0, 0, 50]);
  expect(ascending(reports.map(({ exists }) => exists))).toEqual([0, 50, 50, 50]);
  const [{ total } = {}] = await rows("SELECT count(*) AS total FROM users WHERE write_id LIKE 'racing/%'");
  expect(total).toBe(50);
});

test("two simultaneous imports of the same addresses give each user one owner", async () => {
  const one = fullRows("shared", 40);
  const other = one.map((row, index) => ({ ...row, $id: `other-${index}` })).toReversed();
  const fetch = serve(async (statements, send) => {
    await scheduler.wait(Math.random() * 50);
    return send(preparedOf(statements));
  });
  const chunks = [one.slice(0, 20), other.slice(0, 20), one.slice(20), other.slice(20)];
  const reports = await Promise.all(
    chunks.map((chunk, index) =>
      importRows(`shared-${index % 2}`, chunk, { first: String(index * 20 + 1) }, { fetch }),
    ),
  );
  const created = reports.reduce((total, report) => total + Number(report["created"]), 0);
  expect(created).toBe(40);
  expect(reports.reduce((total, { taken }) => total + Number(taken), 0)).toBe(40);
});

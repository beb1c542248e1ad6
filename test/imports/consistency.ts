/** Compares derived rows with the users' rows. */
import { rows } from "../harness/database.ts";
import { checks } from "./checks.ts";

/** @returns the inconsistencies; empty: none */
export async function findInconsistencies(): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, sql]) => ({ name, wrong: Number((await rows(sql))[0]?.["wrong"]) })),
  );
  return found.filter(({ wrong }) => wrong !== 0).map(({ name, wrong }) => `${name}: ${wrong}`);
}

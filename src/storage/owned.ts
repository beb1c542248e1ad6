/** Checks that a database belongs to this project. A deployment has stored the id in it (docs/decisions/0013-one-project.md). */
import { AppError } from "../errors/app-error.ts";
import type { Binding } from "./database.ts";

/**
 * Fails a batch whose database belongs to another project, so that the batch writes nothing: malformed JSON is an SQLite
 * error. A database without a project passes.
 */
const assertion = "SELECT CASE WHEN project_id = ?1 THEN 1 ELSE json('not ' || project_id) END FROM settings";

/** The message of that error. */
const malformed = "malformed JSON";

const selectOther = "SELECT project_id FROM settings WHERE project_id <> ?1";

/**
 * Adds the assertion to each batch until one has passed. A binding leads to the same database for the life of an
 * isolate, so the check costs an isolate one statement and no round trip.
 * @returns a binding whose batches throw AppError while the database belongs to another project
 */
export function ownedBy(projectId: string, db: Binding): Binding {
  let isOwned = false;

  /** The other project, if the database belongs to one. */
  async function findOther(): Promise<string | undefined> {
    const [found] = await db.batch<{ project_id: string }>([db.prepare(selectOther).bind(projectId)]);
    return found?.results[0]?.project_id;
  }

  return {
    prepare: (query) => db.prepare(query),
    async batch<T>(statements: D1PreparedStatement[]) {
      if (isOwned) return await db.batch<T>(statements);
      try {
        const [, ...results] = await db.batch<T>([db.prepare(assertion).bind(projectId), ...statements]);
        isOwned = true;
        return results;
      } catch (error) {
        const other = String(error).includes(malformed) ? await findOther() : undefined;
        if (other === undefined) throw error;
        throw new AppError(
          "general_unknown",
          `Rollcall does not serve: this database belongs to the project "${other}", and PROJECT_ID is "${projectId}". \`npm run deploy\` says how to mend that.`,
        );
      }
    },
  };
}

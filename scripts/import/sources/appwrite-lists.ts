/** Lists of a running Appwrite, page by page. */
import * as v from "valibot";
import { request } from "../../service/request.ts";
import { SourceError } from "../source-error.ts";
import type { Origin } from "../source.ts";

const pageSize = 100;

const row = v.looseObject({ $id: v.string() });

/**
 * @param path of the list
 * @param name of the member that has the rows
 * @throws SourceError when Appwrite does not answer, or refuses the key
 */
export async function* listAll(
  { connection }: Origin,
  path: string,
  name: string,
): AsyncGenerator<v.InferOutput<typeof row>> {
  const page = v.pipe(v.string(), v.parseJson(), v.object({ [name]: v.array(row) }));
  let after: string | null = null;
  for (;;) {
    const queries = [
      { method: "limit", values: [pageSize] },
      ...(after === null ? [] : [{ method: "cursorAfter", values: [after] }]),
    ];
    const query = new URLSearchParams(queries.map((one): [string, string] => ["queries[]", JSON.stringify(one)]));
    const answer = await request(connection, `${path}?${query.toString()}`);
    if (!answer.ok) {
      const { message, status } = answer.error;
      throw new SourceError(
        `${connection.endpoint}${path} ${status === 0 ? "does not answer" : `answers ${status}`}: ${message} The key of the old service needs the scopes users.read and teams.read.`,
      );
    }
    const parsed = v.safeParse(page, answer.value);
    if (!parsed.success) throw new SourceError(`${connection.endpoint}${path} answers no list of ${name}.`);
    const rows = parsed.output[name] ?? [];
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.$id;
  }
}

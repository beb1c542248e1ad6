/** Everything about one person in one document, with all parts of their log. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Connection } from "../service/connect.ts";
import { request } from "../service/request.ts";
import { sentenceOf } from "./pages.ts";

const part = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ logs: v.array(v.unknown()), next: v.nullable(v.number()), incomplete: v.array(v.string()) }),
);

type Document = Readonly<Record<string, unknown>> & { readonly incomplete: readonly string[] };

/** @returns the document, or the error */
export async function readPerson(connection: Connection, userId: string): Promise<Result<Document>> {
  const logs: unknown[] = [];
  for (let after = 0; ;) {
    const path = `/users/${encodeURIComponent(userId)}/export?after=${after}&limit=5000`;
    const answer = await request(connection, path);
    if (!answer.ok) return fail(sentenceOf(connection, answer.error));
    const parsed = v.safeParse(part, answer.value);
    if (!parsed.success) return fail(`${connection.endpoint} does not answer with an export of a user.`);
    const { next, ...document } = parsed.output;
    logs.push(...document.logs);
    if (next === null) return ok({ ...document, logs });
    after = next;
  }
}

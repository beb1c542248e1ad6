/** Rollcall's own format: an export, or the rejected rows of an import, one JSON object per line. */
import * as v from "valibot";
import { fail, ok } from "../../../src/errors/result.ts";
import { readJson } from "../read/json.ts";
import type { Input, Reading, Source } from "../source.ts";

const rejected = v.object({ parameter: v.string(), message: v.string(), record: v.unknown() });
const object = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** A row to send, without its outcome in an earlier import. */
function readRow(text: string): Reading {
  const parsed = v.safeParse(object, text);
  if (!parsed.success) return fail({ parameter: "record", message: "It is not JSON.", record: text });
  const { rejected: said, row: _, ...row } = parsed.output;
  // An unreadable record has no row to correct: it must be corrected in its own file, so it is rejected again.
  if (Object.keys(row).length > 0) return ok({ row });
  const before = v.safeParse(rejected, said);
  return fail(before.success ? before.output : { parameter: "record", message: "It has no fields of a user." });
}

async function* read({ texts }: Input): AsyncGenerator<Reading> {
  for await (const text of readJson(texts(), ["users"])) yield readRow(text);
}

export const rollcall: Source = {
  name: "rollcall",
  title: "Rollcall: an export, or the rejected rows of an import",
  carries: "everything that an export has",
  lost: "sessions, tokens, second factors and tokens of providers (an export has no secrets that sign a user in)",
  recognises: ({ text }) => /^\s*\{[^\n]*"(?:\$id|rejected)"\s*:/.test(text),
  read,
};

/** JSON objects that are typed into a form. Pure. */
import { fail, ok, type Result } from "../errors/result.ts";
import type { Refusal } from "./api.ts";

/** @param field the field that shows the refusal */
export function parseObject(text: string, field: string): Result<object, Refusal> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return ok(value);
  } catch {
    // Answered below.
  }
  return fail({
    status: 400,
    type: "general_argument_invalid",
    message: `Invalid \`${field}\` param: must be a JSON object such as {"theme": "dark"}.`,
  });
}

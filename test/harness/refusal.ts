/** The body of a refusal on the wire (docs/spec/errors.md#body). */
import { expect } from "vitest";
import { catalogue, type ErrorType } from "../../src/errors/catalogue.ts";
import { serverVersion } from "../../src/http/version.ts";
import type { Answer } from "./client.ts";

/**
 * Asserts that an answer refuses.
 * @param message the text, or its pattern; without it, any
 */
export function expectRefusal(answer: Answer, type: ErrorType, message?: string | RegExp): void {
  const { status } = catalogue[type];
  const text = message instanceof RegExp ? expect.stringMatching(message) : (message ?? expect.stringMatching(/./));
  expect({ status: answer.status, type: answer.type, body: answer.body }).toEqual({
    status,
    type: "application/json; charset=UTF-8",
    body: { message: text, code: status, type, version: serverVersion },
  });
}

/** Asserts that an answer names the missing required parameter. @param flaw the error in the body as a whole */
export const expectMissing = (answer: Answer, parameter: string, flaw?: string): void => {
  const text = `Param "${parameter}" is not optional.`;
  expectRefusal(answer, "general_argument_invalid", flaw === undefined ? text : `${text} ${flaw}`);
};

/** Asserts that an answer says which parameter is invalid. */
export const expectInvalid = (answer: Answer, parameter: string, text: string | RegExp = /./): void => {
  const begin = `Invalid \`${parameter}\` param: `;
  expectRefusal(
    answer,
    "general_argument_invalid",
    typeof text === "string" ? `${begin}${text}` : new RegExp(`^${begin}.*${text.source}`, text.flags),
  );
};

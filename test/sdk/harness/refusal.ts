/** The error that an SDK throws on a refusal. */
import { expect } from "vitest";
import type { Recorder } from "./recorder.ts";
import type { Sdk } from "./sdks.ts";

export interface Refusal {
  readonly code: number;
  readonly type: string;
  /** Absent where the specification leaves the wording open. */
  readonly message?: unknown;
}

export const invalid = (parameter: string): Refusal => ({
  code: 400,
  type: "general_argument_invalid",
  message: expect.stringContaining(`Invalid \`${parameter}\` param: `),
});

const aText: unknown = expect.stringMatching(/\S/);

/** Expects a call to be refused, and the SDK's error to match the answer on the wire. */
export async function expectRefusal(
  { Exception }: Pick<Sdk, "Exception">,
  recorder: Recorder,
  call: Promise<unknown>,
  refusal: Refusal,
): Promise<void> {
  const error: unknown = await call.then(
    (result) => expect.fail(`It was not refused, but gave ${JSON.stringify(result)}.`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Exception)) throw error;
  const { code, message, response, type } = error;
  expect({ code, type, message }).toEqual({ message: aText, ...refusal });
  const body: unknown = JSON.parse(recorder.exchanges.at(-1)?.text ?? "");
  expect(body).toEqual({ code, type, message, version: "1.9.6" });
  // Version 14 parses the body, later ones keep its text.
  expect(typeof response === "string" ? JSON.parse(response) : response).toEqual(body);
}

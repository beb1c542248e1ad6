/** Checks that the calls of a service cover its methods, which are read from the SDK, so that a new one fails here. */
import { expect } from "vitest";
import { notServedOf } from "../conformance/not-served.ts";
import type { Sdk } from "./sdks.ts";

/** A call in a table: one that succeeds, or one that is refused. */
type Case = { readonly method: string } & ({ readonly gives: unknown } | { readonly refuses: unknown });

/**
 * Expects each method to be called both to succeed and to be refused, or to be listed as not served.
 * @param methods those of the service
 * @param calls those that the SDK makes
 */
export function expectEveryMethod(
  service: keyof Sdk["methods"],
  methods: readonly string[],
  calls: readonly Case[],
): void {
  for (const outcome of ["gives", "refuses"]) {
    const called = new Set(calls.filter((call) => outcome in call).map(({ method }) => method));
    expect([...called, ...notServedOf(service, methods)].toSorted(), outcome).toEqual(methods.toSorted());
  }
}

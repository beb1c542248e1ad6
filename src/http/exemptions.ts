/** The routes that are exempt from the checks of project and origin (docs/spec/requests.md#project). Pure. */
import { type Endpoint, toPattern } from "./endpoint.ts";

/** Whether the request to a path is exempt. */
export type IsExempt = (path: string) => boolean;

/** @param served the endpoints; those that are `fromAnywhere` are exempt */
export function exemptions(served: readonly Endpoint[]): IsExempt {
  const patterns = served
    .filter(({ fromAnywhere }) => fromAnywhere)
    .map(({ path }) =>
      toPattern(path)
        .replaceAll(".", String.raw`\.`)
        .replaceAll(/:\w+/g, "[^/]+"),
    );
  const exempt = new RegExp(`^(?:${patterns.join("|")})$`);
  return patterns.length === 0 ? () => false : (path) => exempt.test(path);
}

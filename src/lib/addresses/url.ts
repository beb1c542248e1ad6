/** URLs that carry parameters to an app (docs/spec/requests.md#redirect-urls). Pure. */

/**
 * Adds parameters to the query of an address, replacing those of the same name. The scheme keeps its spelling: phones
 * compare the schemes of apps letter by letter, and the URL parser would write it in lower case.
 * @param address an absolute URL
 */
export function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const { length } = url.protocol;
  return address.slice(0, length) + url.href.slice(length);
}

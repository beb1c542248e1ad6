/** Requests and their answers, field by field, with the operation of the request. */
import { endpoints } from "../../src/app.ts";
import { basePath } from "../../src/domain/context/index.ts";
import { addressesOf } from "../../src/http/router.ts";

/** A field of a request or an answer, and its text. */
export interface Field {
  readonly id: string;
  readonly of: "request" | "answer";
  /** The name of a parameter, of a field of a body, or of a header. */
  readonly name: string;
  readonly text: string;
}

/** The addresses of all endpoints; of two matches, the one with fewer parameters wins. */
const addresses = endpoints
  .flatMap((endpoint) => addressesOf(endpoint).map((address) => ({ id: endpoint.id, ...address })))
  .map(({ id, method, path }) => ({
    id,
    method,
    pattern: new RegExp(`^${basePath}${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    parameters: path.split("{").length,
  }))
  .toSorted((a, b) => a.parameters - b.parameters);

/** The id of a request's operation. @throws Error when there is none */
function operationOf(method: string, pathname: string): string {
  const found = addresses.find((address) => address.method === method && address.pattern.test(pathname));
  if (found === undefined) throw new Error(`No operation serves ${method} ${pathname}.`);
  return found.id;
}

/** The texts in a JSON value, by the names of the fields that lead to them. */
function textsIn(value: unknown, name = ""): readonly (readonly [name: string, text: string])[] {
  if (typeof value !== "object" || value === null) return [[name, String(value)]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, name));
  return Object.entries(value).flatMap(([field, item]) => textsIn(item, name === "" ? field : `${name}.${field}`));
}

/** A body of JSON, or of lines of JSON. */
const json = (text: string): unknown =>
  text.startsWith("{")
    ? text
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line))
    : {};

/** Request headers that name a browser, and answer headers with content; other headers carry credentials. */
export const headerNames: Readonly<Record<Field["of"], readonly string[]>> = {
  request: ["cookie"],
  answer: ["set-cookie", "x-fallback-cookies", "location"],
};

/** The fields of a request and its answer. */
export async function fieldsOf(request: Request, response: Response): Promise<readonly Field[]> {
  const { pathname, searchParams } = new URL(request.url);
  const id = operationOf(request.method, pathname);
  const headersOf = (of: Field["of"], { headers }: Request | Response) =>
    headerNames[of].map((name) => [name, headers.get(name) ?? ""] as const);
  const asked = [...searchParams, ...headersOf("request", request), ...textsIn(json(await request.text()))];
  const answered = [...headersOf("answer", response), ...textsIn(json(await response.text()))];
  return [
    ...asked.map(([name, text]): Field => ({ id, of: "request", name, text })),
    ...answered.map(([name, text]): Field => ({ id, of: "answer", name, text })),
  ];
}

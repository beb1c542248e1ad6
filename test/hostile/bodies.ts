/** Bodies for every endpoint that takes one, with fields spoilt, added or removed, in every encoding. */
import * as fc from "fast-check";
import { endpoints } from "../../src/app.ts";
import type { Scene } from "../harness/cases/scene.ts";
import type { CallOptions } from "../harness/client.ts";
import { requestOf, takers } from "../harness/requests.ts";
import { anyText, anyValue } from "./values.ts";

const parameterNames = [...new Set(endpoints.flatMap(({ input }) => Object.keys(input)))];

/** A body as bytes or a form, and its stated type. */
interface Content {
  readonly body: NonNullable<CallOptions["body"]>;
  readonly type: string | null;
}

const mediaTypes = fc.oneof(
  { weight: 6, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "application/json; charset=latin1",
      "APPLICATION/JSON",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      "multipart/form-data; boundary=",
      "text/plain",
      "image/png",
      "",
      ";",
    ),
  },
);

const asForm = (fields: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return value.map((item) => [`${name}[]`, JSON.stringify(item)]);
    return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
  });

function multipart(fields: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, value] of asForm(fields)) form.append(name, value);
  return form;
}

/** A valid body with some of its fields spoilt, added or removed. */
const contentOf = (valid: Readonly<Record<string, unknown>>): fc.Arbitrary<Content> => {
  const names = [
    ...Object.keys(valid),
    ...Object.keys(valid),
    ...parameterNames,
    "__proto__",
    "constructor",
    "project",
    "",
  ];
  const value = fc.oneof(
    anyValue,
    fc.array(anyValue, { maxLength: 4 }),
    fc.dictionary(anyText, anyValue, { maxKeys: 4 }),
  );
  const spoilt = fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 3 }),
      fc.option(fc.constantFrom(...names), { freq: 3 }),
    )
    .map(([fields, absent]) => {
      // Object.fromEntries defines a field `__proto__` as JSON.parse does; an assignment would not.
      const all = Object.fromEntries([...Object.entries(valid), ...fields]);
      return Object.fromEntries(Object.entries(all).filter(([name]) => name !== absent));
    });
  const json = spoilt.map((fields) => JSON.stringify(fields));
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ body: json, type: mediaTypes }) },
    {
      weight: 1,
      arbitrary: fc.record({ body: anyValue.map((value) => JSON.stringify(value)), type: mediaTypes }),
    },
    { weight: 1, arbitrary: spoilt.map((fields) => ({ body: new URLSearchParams(asForm(fields)), type: null })) },
    { weight: 1, arbitrary: spoilt.map((fields) => ({ body: multipart(fields), type: null })) },
    { weight: 1, arbitrary: fc.record({ body: json.map((text) => text.slice(0, -3)), type: mediaTypes }) },
    { weight: 1, arbitrary: fc.record({ body: fc.uint8Array({ maxLength: 200 }), type: mediaTypes }) },
    {
      weight: 1,
      arbitrary: fc.record({
        body: fc.constantFrom(
          "[".repeat(100_000),
          `{"userId":${"[".repeat(600)}${"]".repeat(600)}}`,
          `{"scopes":${"[".repeat(600)}${"]".repeat(600)}}`,
          " ",
          "{}",
          "[]",
          '"',
        ),
        type: mediaTypes,
      }),
    },
  );
};

/** @param scenes the subjects of the requests: users and keys, and the sessions that users send */
export const hostileBody = (scenes: readonly (() => Scene)[]) =>
  fc.tuple(fc.constantFrom(...takers), fc.constantFrom(...scenes)).chain(([endpoint, scene]) => {
    const { id } = scene();
    const { body = {}, ...request } = requestOf(endpoint, scene());
    return fc.record({
      id: fc.constant(id),
      endpoint: fc.constant(endpoint),
      request: fc.constant(request),
      content: contentOf({ ...body }),
    });
  });
